// Package model holds what the API answers or is asked with that the domain
// does not know: pages of lists, and the inputs of filters, which are generated
// from the schema.
package model
