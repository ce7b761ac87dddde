package bench_test

import (
	"fmt"
	"os"

	"hudna/cmd/hudna/bench"
)

func ExampleRun_Table() {
	small := &bench.Run{Statements: 10_000, Results: []bench.Result{
		{Question: "Q3", At: "head", Percent: 100, Rows: 20, KeysRead: 80, Closed: bench.Times{P50: 900}},
	}}
	large := &bench.Run{Statements: 1_000_000, Seed: "1", Order: "date", Revisions: 3000, Machine: "a small machine", OpenedMS: 812, Results: []bench.Result{
		{Question: "Q3", At: "head", Percent: 100, Rows: 20, KeysRead: 88, Closed: bench.Times{P50: 990, P99: 2100, P999: 4000, PerSecond: 950}, Bytes: 20_100},
		{Question: "Q3", At: "50 %", Percent: 50, Rows: 20, KeysRead: 132, Closed: bench.Times{P50: 1200}, Memory: bench.Memory{Own: 90 << 20}},
	}}
	if err := large.Table(os.Stdout, small); err != nil {
		fmt.Println(err)
	}
	// Output:
	// 1000000 statements in 3000 revisions, order by date, seed 1; a small machine; opened in 812 ms
	//
	// | question | as of | rows | keys read | to head | p50 | p99 | p99.9 | answers/s | open p50 | p99 | p99.9 | bytes | allocs | own memory | keys to 10000 | p50 to 10000 |
	// |---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|
	// | Q3 | head | 20.0 | 88 | 1.00 | 0.99 ms | 2.10 ms | 4.00 ms | 950 | - | - | - | 20100 | 0 | - | 1.10 | 1.10 |
	// | Q3 | 50 % | 20.0 | 132 | 1.50 | 1.20 ms | 0.00 ms | 0.00 ms | 0 | - | - | - | 0 | 0 | 90 MiB | - | - |
}
