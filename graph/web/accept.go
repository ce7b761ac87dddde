package web

import (
	"mime"
	"strconv"
	"strings"
)

// The two media types of an answer.
const (
	mediaJSON     = "application/json"
	mediaResponse = "application/graphql-response+json"
)

// negotiate chooses the media type of an answer from the Accept header fields
// of a request; ok is false if none will do. Without a wish, and for */*, it is
// application/json, as GraphQL over HTTP has it for clients that do not know of
// the other.
func negotiate(accept []string) (media string, ok bool) {
	if len(accept) == 0 {
		return mediaJSON, true
	}
	// Quality by media type: the most specific range that matches decides.
	offers := []struct {
		media       string
		specificity int
		quality     float64
		position    int
	}{{media: mediaJSON}, {media: mediaResponse}}
	position := 0
	for _, field := range accept {
		for _, part := range strings.Split(field, ",") {
			if strings.TrimSpace(part) == "" {
				continue
			}
			position++
			name, params, err := mime.ParseMediaType(part)
			if err != nil {
				continue
			}
			quality := 1.0
			if q, given := params["q"]; given {
				quality, err = strconv.ParseFloat(q, 64)
				if err != nil || !(quality >= 0 && quality <= 1) {
					continue
				}
			}
			for i := range offers {
				o := &offers[i]
				if s := specificity(name, o.media); s > o.specificity || s == o.specificity && s > 0 && quality > o.quality {
					o.specificity, o.quality, o.position = s, quality, position
				}
			}
		}
	}
	if position == 0 {
		return mediaJSON, true
	}
	plain, response := offers[0], offers[1]
	switch {
	case plain.quality == 0 && response.quality == 0:
		return "", false
	case response.quality > plain.quality:
		return mediaResponse, true
	case response.quality == plain.quality && response.position < plain.position:
		// Named first, with equal weight. A range that matches both has one
		// position, and means application/json.
		return mediaResponse, true
	}
	return mediaJSON, true
}

// specificity is how closely a media range names a media type: 0 not at all,
// 1 by */*, 2 by application/*, 3 by name.
func specificity(media, of string) int {
	switch media {
	case of:
		return 3
	case "application/*":
		return 2
	case "*/*":
		return 1
	}
	return 0
}
