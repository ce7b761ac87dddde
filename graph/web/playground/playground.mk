# The third-party files of the playground page. Included by the Makefile.
playground_dir := graph/web/playground

.PHONY: playground
playground: $(playground_dir)/dist/assembled

$(playground_dir)/dist/assembled: $(addprefix $(playground_dir)/,assemble package-lock.json package.json SHA256SUMS)
	$(playground_dir)/assemble
	@touch $@
