package graph_test

import (
	"testing"

	"hudna/graph"
)

func TestLanguageTags(t *testing.T) {
	// Most are the examples of RFC 5646, appendix A.
	good := []string{
		"de", "fr", "ar", "i-enochian", "zh-Hant", "zh-cmn-Hans-CN", "cmn-Hans-CN", "zh-yue-HK", "yue-HK", "sr-Latn-RS", "sl-rozaj",
		"sl-rozaj-biske", "sl-nedis", "de-CH-1901", "sl-IT-nedis", "hy-Latn-IT-arevela", "de-DE", "en-US", "es-419", "de-CH-x-phonebk",
		"az-Arab-x-AZE-derbend", "x-whatever", "qaa-Qaaa-QM-x-southern", "de-Qaaa", "sr-Latn-QM", "en-US-u-islamcal", "zh-CN-a-myext-x-private",
		"en-a-myext-b-another", "EN-gb-OED", "sgn-BE-FR", "art-lojban", "zh-min-nan", "ar-aao-acm-acq", "abcd", "abcdefgh", "x-1-2-3", "en-0-abc",
	}
	bad := []string{
		"a", "de-419-DE", "a-DE", "ar-a-aaa-b-bbb-a-ccc", "de-", "-de", "de--DE", "d", "de_DE", "arabic-ا", "abcdefghi", "en-a", "en-a-x-b", "x",
		"x-", "de-x", "123", "1a", "de-DE-1901-1901", "de-1", "de-12", "ar-aao-acm-acq-acw", "abcde-aao", "zh-Hant-Hans", "de-DE-AT", "i-nothing",
		"en-x-123456789", "en-u-islamcal-u-nu", "en-abc1", "ar SY", "ar\n", "*",
	}
	valid := func(tag string) bool {
		r := &graph.Document{Meta: graph.Meta{ID: "document/x"}, Lang: tag}
		return r.Validate() == nil
	}
	for _, tag := range good {
		if !valid(tag) {
			t.Errorf("%q is refused", tag)
		}
	}
	for _, tag := range bad {
		if valid(tag) {
			t.Errorf("%q is taken", tag)
		}
	}
}
