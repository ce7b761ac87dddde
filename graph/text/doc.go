// Package text makes the words of names and statements findable however they
// are spelt. It folds Arabic, Latin and Cyrillic spellings to one search key,
// splits text into tokens that know where they stand, and says in which forms a
// word of a text is found, and which tokens a name is found by. Folded text is
// for comparing only; what is shown is always the text as given.
//
// # What is folded
//
// The rules are those of the Unicode standard and of the Arabic, Persian and
// ASCII normalizers of Apache Lucene (analysis/common; the Arabic ones are also
// in bleve), which the field's search engines share, with a few of our own.
//
//	any      compatibility forms, presentation forms     their plain letters   Unicode NFKC (UAX #15)
//	any      upper and title case                        full case folding     Unicode CaseFolding.txt
//	any      decimal digits of any script                0-9                   Unicode Numeric_Value; Lucene DecimalDigitFilter
//	any      joiners, non-joiners, bidi marks, soft      dropped               Unicode Default_Ignorable_Code_Point
//	         hyphens, variation selectors
//	any      zero width space                            a space               UAX #29, where it ends a word
//	any      diacritics that are common to all scripts   dropped               Unicode Script=Inherited, General_Category=Mn
//	any      ' ’ ‘ ` between letters; ʹ ʺ ʻ ʼ ʽ ʾ ʿ      dropped               ours: Dar'a, Darʿā, Dara
//	Arabic   أ إ آ ٱ ٲ ٳ                                 ا                     Lucene ArabicNormalizer; ٱ ٲ ٳ ours
//	Arabic   ى ی ے ۓ ئ                                   ي                     Lucene Arabic- and PersianNormalizer; ئ ours
//	Arabic   ؤ                                           و                     ours
//	Arabic   ة ۃ ہ ھ ۀ ۂ                                 ه                     Lucene Arabic-, Persian- and SoraniNormalizer; ۃ ۂ ours
//	Arabic   ک ڪ                                         ك                     Lucene PersianNormalizer; ڪ ours
//	Arabic   tatweel, vowel signs, superscript alef,     dropped               Lucene ArabicNormalizer; Unicode
//	         Quranic marks, hamza above and below                              General_Category=Mn
//	Latin    é ñ ş ā … and Greek ά                       e n s a … α           Unicode canonical decomposition
//	Latin    ø đ ð ł ħ ŧ ı æ œ þ                         o d d l h t i ae oe th  Lucene ASCIIFoldingFilter
//	Cyrillic ё ѐ ѝ                                       е е и                 Russian usage; ѐ ѝ are stressed е и
//	Cyrillic й ї ў ѓ ќ                                   kept                  letters, not accents
//
// The hamza on its own (ء) stays, as do letters that Arabic has borrowed (پ چ ڤ
// گ). Vowel signs of scripts that cannot do without them, such as Devanagari,
// stay as well.
//
// How names sound, across the three scripts, is a folding of its own; see
// [SoundOf].
package text
