// Package bench measures how fast a graph answers, and what that takes.
//
// It asks a graph that package fiction made up, over GraphQL, through an [Ask]:
// of a server or in the same process. [Look] reads off the graph what can be
// asked of it, [Questions] are what is asked, each as of several revisions, and
// [Measure] asks them: one after another by some clients (a closed loop, which
// tells how much can be answered), and at a rate that does not wait for the
// answers (an open loop, which tells how long somebody waits).
//
// [Compare] asks two graphs the same, so that nothing is measured that answers
// wrongly.
package bench
