// Package web answers GraphQL over HTTP and serves what goes with it: the
// playground page, liveness and readiness.
//
// A [Server] is given an executable schema and a few functions of the layer
// that owns the graph ([Options]); it knows neither records nor revisions.
// What it owns is everything between a socket and a resolver:
//
//   - the media types, methods and status codes of GraphQL over HTTP;
//   - a strict reading of the request: one JSON object in UTF-8 without
//     repeated names, of bounded size, and never echoed in an error;
//   - limits on the document, checked on our own parse before validation,
//     because validation is quadratic in what it is given, and on the cost of
//     the operation after it ([Limits]);
//   - who may ask from where: host names, origins, cross-site requests;
//   - time: of a header, a body, an operation, an answer, an idle connection;
//   - the number of operations at work, of those that wait, of connections;
//   - what an error says: a code from a closed list, and for a fault of ours
//     an incident number whose cause is in the log, once.
//
// # A request
//
// A request is read, its document is parsed and measured, then validated
// (once: documents that passed are kept, see [Limits.Cache]), variables are
// coerced, the cost is counted, [Options.Prepare] chooses what the operation
// reads, and gqlgen's executor runs it.
//
// Up to and including Prepare, a failure is a request error: the answer has no
// data, and its status is 200 for application/json (the request was well formed
// HTTP) and 400 for application/graphql-response+json. Where HTTP itself has a
// word for the failure it is used with both media types: 400 for a body that is
// no request, 403, 405, 406, 408, 413, 415, 421, 500, 503, 504. Once an operation
// ran the status is 200.
package web
