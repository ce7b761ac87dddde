package plot

// A word is one of those that the pictures say themselves.
type word int

const (
	wordNothing word = iota
	wordStatements
	wordSpread
	wordAgainst
	wordBoth
	wordFor
	wordNobody
	wordExact
	wordEvents
	wordNoPoint
	wordNoBorders
	wordTies
	wordConflict
	wordUses
	wordForAgainst
	wordKey
	wordAlleged
	wordCoded
)

var english = map[word]string{
	wordNothing:    "There is nothing to be shown.",
	wordStatements: "statements in one period",
	wordSpread:     "share of those whose date lies in several",
	wordAgainst:    "all against",
	wordBoth:       "as many for as against",
	wordFor:        "all for",
	wordNobody:     "only neutral",
	wordExact:      "put exactly there",
	wordEvents:     "all events",
	wordNoPoint:    "Without a position:",
	wordNoBorders:  "Points are where the records put the middle of a place; no borders are drawn.",
	wordTies:       "weight above 0",
	wordConflict:   "weight below 0",
	wordUses:       "circles: how many statements",
	wordForAgainst: "In each cell: + statements for, − against, ○ neutral.",
	wordKey:        "Key",
	wordAlleged:    "alleged",
	wordCoded:      "coded by machine",
}

var arabic = map[word]string{
	wordNothing:    "لا شيء يُعرض هنا.",
	wordStatements: "أقوال تقع في فترة واحدة",
	wordSpread:     "نصيب الفترة مما يمتد تاريخه على عدة فترات",
	wordAgainst:    "كلها ضد",
	wordBoth:       "مع وضد بالتساوي",
	wordFor:        "كلها مع",
	wordNobody:     "محايدة فقط",
	wordExact:      "في الموضع نفسه",
	wordEvents:     "كل الأحداث",
	wordNoPoint:    "بلا إحداثيات:",
	wordNoBorders:  "النقاط حيث تضع السجلات وسط المكان، ولا تُرسم حدود.",
	wordTies:       "وزن فوق الصفر",
	wordConflict:   "وزن تحت الصفر",
	wordUses:       "الدوائر: عدد الأقوال",
	wordForAgainst: "في كل خانة: + أقوال مع، − ضد، ○ محايدة.",
	wordKey:        "المفتاح",
	wordAlleged:    "مزعوم",
	wordCoded:      "رمّزته آلة",
}
