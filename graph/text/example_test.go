package text_test

import (
	"fmt"

	"hudna/graph/text"
)

func ExampleFold() {
	fmt.Println(text.Fold("هُـدْنَة") == text.Fold("هدنه"))
	fmt.Println(text.Fold("Ṣanʿāʾ, ٢٠١٦"))
	// Output:
	// true
	// sana, 2016
}

func ExampleTokens() {
	for _, token := range text.Tokens("Damascus – «دِمَشق»") {
		fmt.Println(token.Text, token.Start, token.End)
	}
	// Output:
	// damascus 0 8
	// دمشق 12 18
}

func ExampleMatchName() {
	fmt.Println(text.MatchName("خارجية", "وزارة الخارجية"))
	fmt.Println(text.MatchName("كيري", "جون كيربي"))
	// Output:
	// true
	// false
}

func ExampleNameQuery() {
	index := make(map[string]bool)
	for _, key := range text.NameKeys("Ministry of Made-up Affairs") {
		index[key] = true
	}
	for _, word := range text.NameQuery("MINISTRY affairs") {
		fmt.Println(word[0], index[word[0]])
	}
	// Output:
	// ministry true
	// affairs true
}
