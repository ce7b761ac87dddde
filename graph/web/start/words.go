package start

import (
	"strings"

	"golang.org/x/text/language"
)

// languages are those of the page; the first is meant where none is asked for.
var languages = language.NewMatcher([]language.Tag{language.English, language.Arabic})

// chosen is the language of the page: the one that was chosen on it, or else the first of
// the browser's that there is.
func chosen(asked, accepted string) string {
	if _, ok := words[asked]; ok {
		return asked
	}
	const most = 200 // bytes of a header field that are looked at
	tags, _, err := language.ParseAcceptLanguage(accepted[:min(len(accepted), most)])
	if err != nil || len(tags) == 0 {
		return "en"
	}
	_, i, confidence := languages.Match(tags...)
	if i == 1 && confidence > language.No {
		return "ar"
	}
	return "en"
}

// An act is an act of speech in a language.
type act struct{ Text, Lang, Dir string }

// Act is an act of speech as the page has it.
func (v *view) Act(code string) act {
	if text, ok := acts[code]; ok && v.Lang == "ar" {
		return act{text, "ar", "rtl"}
	}
	return act{strings.ToLower(strings.ReplaceAll(code, "_", " ")), "en", "ltr"}
}

// acts are the acts of speech in Arabic.
var acts = map[string]string{
	"ASSERT": "إفادة", "STRESS": "تشديد", "ACCUSE": "اتهام", "CRITICISE": "انتقاد", "CONDEMN": "إدانة",
	"DENY": "نفي", "CONFIRM": "تأكيد", "ACKNOWLEDGE": "إقرار", "CLAIM_RESPONSIBILITY": "تبنٍّ",
	"DECLINE_COMMENT": "امتناع عن التعليق", "ASK": "طلب", "URGE": "حثّ", "DEMAND": "مطالبة", "EXPECT": "توقّع",
	"PROPOSE": "اقتراح", "DISCUSS": "مناقشة", "REAFFIRM": "تأكيد مجدد", "PROMISE": "وعد", "THREATEN": "تهديد",
	"WARN": "تحذير", "EXPRESS_CONCERN": "إعراب عن القلق", "EXPRESS_SUPPORT": "إعراب عن الدعم", "DEFEND": "دفاع",
	"PRAISE": "إشادة", "WELCOME": "ترحيب", "THANK": "شكر", "APOLOGISE": "اعتذار", "CONDOLE": "تعزية",
	"AGREE": "موافقة", "REJECT": "رفض", "ANNOUNCE": "إعلان", "QUESTION": "تساؤل", "OTHER": "غير ذلك",
}

// words are the page's own words.
var words = map[string]map[string]string{
	"en": {
		"other": "العربية", "otherlang": "ar",
		"tagline": "A knowledge graph of ceasefires, and of who said what about whom.",
		"search":  "Search", "placeholder": "Words in names, statements and documents",
		"in":     "In this graph",
		"caveat": "A statement claims only that words were uttered. An allegation is not a fact.",
		"said":   "Said between", "and": "and",
		"revision": "Newest revision", "of": "of",
		"newest": "Recorded last", "sources": "Sources recorded last",
		"none": "Nothing has been recorded yet.", "begin": "How to begin",
		"by": "by", "for": "for", "through": "told by", "in_": "in", "unnamed": "speaker not named", "comma": ", ", "itself": "the source itself",
		"ask": "Look closer in the playground", "untitled": "untitled",
		"playground": "Playground", "docs": "Documentation", "schema": "Schema", "questions": "Questions to begin with",
		"take": "Take data out", "table": "table", "map": "map", "network": "Network", "feed": "All commits",
		"results": "Found", "nothing": "Nothing was found.", "more": "More", "back": "Back to the start",
		"unsearchable": "This cannot be searched for: words are wanted, at most 32 of them.",
		"toolong":      "This is too long to be searched for.",
		"busy":         "The graph could not be read just now. Try again.",
		"partial":      "Some of this page could not be found out just now.",
		"token":        "Reading this graph takes a token, which who runs this server gives out. Programs, and the playground, show it in a header field:",
		"forbidden":    "Your token has been given no role on this server.",
		"statements":   "Statements", "documents": "Documents", "actors": "Actors", "events": "Events", "agreements": "Agreements",
		"locations": "Places", "topics": "Topics",
		"statement": "Statement", "document": "Document", "actor": "Actor", "event": "Event", "agreement": "Agreement",
		"location": "Place", "topic": "Topic",
	},
	"ar": {
		"other": "English", "otherlang": "en",
		"tagline": "شبكة معرفة عن اتفاقات وقف إطلاق النار، وعمّن قال ماذا عن مَن.",
		"search":  "بحث", "placeholder": "كلمات في الأسماء والأقوال والوثائق",
		"in":     "في هذه الشبكة",
		"caveat": "لا يُثبت القول إلا أن الكلمات قيلت. والادعاء ليس حقيقة.",
		"said":   "قيلت بين", "and": "و",
		"revision": "أحدث نسخة", "of": "بتاريخ",
		"newest": "آخر ما سُجّل", "sources": "آخر المصادر المسجلة",
		"none": "لم يُسجَّل شيء بعد.", "begin": "كيف تبدأ",
		"by": "القائل", "for": "نيابة عن", "through": "نقلاً عن", "in_": "في", "unnamed": "القائل غير مسمّى", "comma": "، ", "itself": "المصدر نفسه",
		"ask": "تفاصيل في صفحة الاستعلام", "untitled": "بلا عنوان",
		"playground": "صفحة الاستعلام", "docs": "التوثيق", "schema": "المخطط", "questions": "أسئلة للبداية",
		"take": "تنزيل البيانات", "table": "جدول", "map": "خريطة", "network": "شبكة", "feed": "كل التعديلات",
		"results": "نتائج البحث", "nothing": "لم يُعثر على شيء.", "more": "المزيد", "back": "العودة إلى البداية",
		"unsearchable": "لا يمكن البحث عن هذا: المطلوب كلمات، لا تزيد على 32 كلمة.",
		"toolong":      "النص أطول من أن يُبحث عنه.",
		"busy":         "تعذّرت قراءة الشبكة الآن. حاول مرة أخرى.",
		"partial":      "تعذّرت معرفة بعض ما في هذه الصفحة الآن.",
		"token":        "قراءة هذه الشبكة تحتاج إلى رمز دخول يمنحه مَن يشغّل هذا الخادم. تُظهره البرامج وصفحة الاستعلام في ترويسة الطلب:",
		"forbidden":    "لم يُمنح رمزك أي دور على هذا الخادم.",
		"statements":   "أقوال", "documents": "وثائق", "actors": "جهات", "events": "أحداث", "agreements": "اتفاقات",
		"locations": "أماكن", "topics": "مواضيع",
		"statement": "قول", "document": "وثيقة", "actor": "جهة", "event": "حدث", "agreement": "اتفاق",
		"location": "مكان", "topic": "موضوع",
	},
}
