// A Go program that asks hudna with what genqlient has generated: page by page, who
// accuses somebody.
package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"

	"github.com/Khan/genqlient/graphql"
)

func main() {
	if err := run(context.Background(), os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, url string) error {
	client := graphql.NewClient(url, http.DefaultClient)
	seen := map[string]bool{}
	var after *string
	for {
		page, err := WhoAccuses(ctx, client, "actor/syrian-government", 2, after)
		if err != nil {
			return err
		}
		for _, s := range page.Statements.Nodes {
			accused := false
			for _, a := range s.About {
				if actor, ok := (*a.Node).(*AccusationAboutNodeActor); ok && *a.Role == AboutRoleAccused && *actor.Kind != "" {
					accused = true
				}
			}
			if seen[s.Id] || !accused {
				return fmt.Errorf("%s: comes twice, or accuses nobody", s.Id)
			}
			seen[s.Id] = true
		}
		if after = page.Statements.PageInfo.EndCursor; !page.Statements.PageInfo.HasNextPage {
			if *page.Statements.TotalCount != len(seen) || page.Head.Time.IsZero() {
				return errors.New("not all were told")
			}
			fmt.Printf("ok genqlient: %d statements page by page, as of revision %d\n", len(seen), page.Head.Number)
			return nil
		}
	}
}
