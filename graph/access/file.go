package access

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// fileVersion is the form of the file; another one is refused.
const fileVersion = 1

type file struct {
	Version int     `json:"version"`
	Tokens  []Token `json:"tokens"`
}

// readFile reads the tokens in a file, and what the file is. A file that others
// may read or write is refused: whoever may write it could give out tokens.
func readFile(path string) ([]Token, os.FileInfo, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	info, err := f.Stat()
	if err != nil {
		return nil, nil, err
	}
	if err := private(path, info); err != nil {
		return nil, nil, err
	}
	text, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, nil, err
	}
	var held file
	if len(text) > maxFile || json.Unmarshal(text, &held) != nil || held.Version != fileVersion || len(held.Tokens) > MaxTokens {
		return nil, nil, fmt.Errorf("%s is damaged, or of another version of the program", path)
	}
	seen := make(map[string]bool, len(held.Tokens))
	for i := range held.Tokens {
		t := &held.Tokens[i]
		if err := t.validate(); err != nil {
			return nil, nil, fmt.Errorf("%s: %w", path, err)
		}
		if seen[t.ID] {
			return nil, nil, fmt.Errorf("%s: token %s stands there twice", path, t.ID)
		}
		seen[t.ID] = true
	}
	return held.Tokens, info, nil
}

// writeFile puts another file in the place of the one that is there: whatever
// happens meanwhile, one of the two is there, and whole.
func writeFile(path string, tokens []Token) (err error) {
	text, err := json.MarshalIndent(file{Version: fileVersion, Tokens: tokens}, "", "  ")
	if err != nil {
		return err
	}
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, filepath.Base(path)+".*.new") // for its owner alone
	if err != nil {
		return err
	}
	_, err = f.Write(append(text, '\n'))
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
