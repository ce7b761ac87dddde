package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hudna/graph"
	"hudna/graph/graphtest"
	"hudna/graph/ingest"
	"hudna/graph/ingest/formats"
	"hudna/graph/ingest/resolve"
	"hudna/graph/ingest/source"
)

// madeProject is a project of Discourse Network Analyzer with one statement.
const madeProject = `
CREATE TABLE CODERS (ID INTEGER PRIMARY KEY, Name TEXT);
CREATE TABLE DOCUMENTS (ID INTEGER PRIMARY KEY, Title TEXT, Text TEXT, Coder INTEGER, Author TEXT, Source TEXT, Section TEXT, Notes TEXT, Type TEXT, Date INTEGER);
CREATE TABLE STATEMENTTYPES (ID INTEGER PRIMARY KEY, Label TEXT);
CREATE TABLE VARIABLES (ID INTEGER PRIMARY KEY, Variable TEXT, DataType TEXT, StatementTypeId INTEGER);
CREATE TABLE STATEMENTS (ID INTEGER PRIMARY KEY, StatementTypeId INTEGER, DocumentId INTEGER, Start INTEGER, Stop INTEGER, Coder INTEGER);
CREATE TABLE ENTITIES (ID INTEGER PRIMARY KEY, VariableId INTEGER, Value TEXT);
CREATE TABLE DATASHORTTEXT (ID INTEGER PRIMARY KEY, StatementId INTEGER, VariableId INTEGER, Entity INTEGER);
CREATE TABLE DATALONGTEXT (ID INTEGER PRIMARY KEY, StatementId INTEGER, VariableId INTEGER, Value TEXT);
CREATE TABLE DATABOOLEAN (ID INTEGER PRIMARY KEY, StatementId INTEGER, VariableId INTEGER, Value INTEGER);
CREATE TABLE DATAINTEGER (ID INTEGER PRIMARY KEY, StatementId INTEGER, VariableId INTEGER, Value INTEGER);
INSERT INTO CODERS VALUES (1, 'A. Coder');
INSERT INTO DOCUMENTS VALUES (5, 'Made-up debate', 'A made-up minister: we keep the truce.', 1, '', 'Made-up Wire', '', '', '', 1460678400);
INSERT INTO STATEMENTTYPES VALUES (1, 'DNA Statement');
INSERT INTO VARIABLES VALUES (1, 'organization', 'short text', 1), (2, 'concept', 'short text', 1), (3, 'agreement', 'boolean', 1);
INSERT INTO ENTITIES VALUES (1, 1, 'Ministry of Avaria'), (2, 2, 'The truce should be kept');
INSERT INTO STATEMENTS VALUES (9, 1, 5, 20, 37, 1);
INSERT INTO DATASHORTTEXT VALUES (1, 9, 1, 1), (2, 9, 2, 2);
INSERT INTO DATABOOLEAN VALUES (1, 9, 3, 1);
`

// madeFiles is a made-up file of each format that needs no mapping, with one sound
// row at least, and how many rows of it are refused.
func madeFiles() map[string]struct {
	name, text string
	refused    int64
} {
	type file = struct {
		name, text string
		refused    int64
	}
	tabs := func(cells ...string) string { return strings.Join(cells, "\t") + "\n" }
	event := make([]string, 61)
	for at, cell := range map[int]string{0: "77", 1: "20160415", 5: "AVAGOV", 6: "AVARIA", 26: "111", 27: "111", 28: "11", 29: "3", 59: "20160415143000", 60: "https://news.invalid/a"} {
		event[at] = cell
	}
	polecat := []string{"Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Actor Name", "Actor Country", "Actor Sectors", "Recipient Name", "Recipient Country", "GeoNames ID", "Placename", "Source", "Version"}
	return map[string]file{
		"ucdp-ged": {"ged.csv", rowsOf("latitude", "95"), 1},
		"acled": {"acled.csv", "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_actor_1,inter1,actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,country,admin1,admin2,admin3,location,latitude,longitude,geo_precision,source,source_scale,notes,fatalities,tags,timestamp\n" +
			"AVA17,2016-04-15,2016,1,Political violence,Explosions/Remote violence,Shelling/artillery/missile attack,Military Forces of Avaria,,1,Karvela Front,,Rebel group,12,,999,Nowhere,Avaria,Karvela,Old,,Karvela town,10.5,20.5,1,Made-up Wire,National,Made up.,3,,1460764800\n", 0},
		"gdelt-events":   {"20160415143000.export.CSV", tabs(event...), 0},
		"gdelt-mentions": {"20160415143000.mentions.CSV", tabs("77", "20160415143000", "20160415150000", "1", "news.invalid", "https://news.invalid/b", "1", "10", "20", "30", "1", "50", "900", "-1.5", "", ""), 1}, // of no event that is there
		"plover": {"gold.txt", `[
{ "id": "MADE-1", "date": "2016-04-15", "event": "DISAPPROVE", "mode": "", "source": [{"actorText": "Avaria", "code": "AVA", "sector": "GOV"},],
  "target": [{"actorText": "Brenn", "code": "BRN"}], "text": "Avaria criticised Brenn.", "language": "en", "eventText": "criticised", "textInfo": "" },
]
`, 0},
		"polecat": {"polecat.txt", tabs(polecat...) + tabs("1-2-3", "2023-04-15", "ACCUSE", "allege", "-5.0", "Avaria", "AVA", "GOV", "Brenn", "", "", "", "Made-up Wire", "NGEC"), 0},
		"prio-cf": {"ceasefires.csv", "cc,location,cf_id,ucdp_acd_id,ucdp_dyad,ucdp_actor_id,actor_name,cf_dec_yr,cf_dec_month,cf_dec_day,cf_effect_yr,cf_effect_month,cf_effect_day,end_yr,end_month,end_day,ceasefire_type,purpose_1,purpose_2,mediator_nego,implement,enforcement,written,comment\n" +
			"999,Avaria,1,17,18,31,Government of Avaria,2016,2,26,2016,2,27,2016,4,0,2,1,2,1,0,1,2,made up\n", 0},
		"pa-x":             {"pax.csv", "Con,Contp,PPName,AgtId,Agt,Dat,Stage,Agtp,Loc1ISO,Cea,Part\nAvaria,Government,Karvela process,9901,Truce of Karvela,2016-02-27,Cea,Intra,AVA,2,Made-up parties\n", 0},
		"dna":              {"debate.dna", madeProject, 0},
		"countries":        {"countries-en.csv", "id,alpha2,alpha3,name\n999,av,avr,Avaria\n", 0},
		"country-wikidata": {"country-wikidata.csv", "Country,uri,label\nAvaria,http://www.wikidata.org/entity/Q999,Country\n", 0},
		"phoenix":          {"made.actors.txt", "# made up\nAVARIA_\n+AVARIAN_REPUBLIC_\n\t[AVA]\nBRENN_\n\t[BRN]\n", 0},
		"geonames":         {"AV.txt", tabs("901", "Karvela", "Karvela", "", "10.5", "20.5", "P", "PPLA", "AV", "", "07", "01", "", "", "5000", "", "12", "Asia/Dubai", "2020-01-02"), 0},
		"ocha-pcode":       {"adm2.csv", "ADM2_EN,ADM2_AR,ADM2_PCODE,ADM1_EN,ADM1_AR,ADM1_PCODE,ADM0_EN,ADM0_PCODE\nHill,تل,AV0701,Karvela Province,كارفيلا,AV07,Avaria,AV\n", 0},
	}
}

// The doctor knows a file of every format for what it is, and says what would be
// made of it and refused.
func TestTheDoctorKnowsEveryFormat(t *testing.T) {
	files := madeFiles()
	for _, name := range formats.Names() {
		if name == formats.Mapped || name == formats.NDJSON {
			continue // explained by a mapping; not decoded by rows
		}
		t.Run(name, func(t *testing.T) {
			c, there := files[name]
			if !there {
				t.Fatal("there is no file")
			}
			path := filepath.Join(t.TempDir(), c.name)
			if name == "dna" {
				project(t, path, c.text)
			} else if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			s, err := source.Open(t.Context(), path, source.Options{})
			if err != nil {
				t.Fatal(err)
			}
			d, err := diagnose(s)
			if err != nil || len(d.Fits) == 0 || d.Fits[0].Format != name || d.Fits[0].Fit < formats.Sure {
				t.Fatalf("%v %+v", err, d)
			}
			report, err := ingest.Load(t.Context(), graphtest.NewNaive(time.Now), s, ingest.LoadOptions{
				Principal: graphtest.Curator(), Format: formats.Named(name), Resolver: resolve.Names{}, DryRun: true, Spare: -1,
			})
			if err != nil {
				t.Fatal(err)
			}
			d.tell(report)
			var said strings.Builder
			d.Format = name
			d.print(&said)
			made := 0
			for _, n := range d.Makes {
				made += n
			}
			if d.Refused != c.refused || len(d.Problems) != int(c.refused) || d.Rows == 0 || made+d.Made == 0 && c.refused == 0 || !strings.Contains(said.String(), "fits "+name) {
				t.Errorf("%d made besides: %+v\n%s", report.Rows.Made, d, &said)
			}
			for _, kind := range graph.Kinds() {
				if n := d.Makes[string(kind)]; n > 0 && !strings.Contains(said.String(), " "+string(kind)+" records") {
					t.Errorf("nothing is said of %d %s records:\n%s", n, kind, &said)
				}
			}
		})
	}
}

// project makes an SQLite database.
func project(t *testing.T, path, script string) {
	t.Helper()
	sqlite, err := exec.LookPath("sqlite3")
	if err != nil && os.Getenv("HUDNA_CI") == "" {
		t.Skip("sqlite3 is not there")
	}
	cmd := exec.CommandContext(t.Context(), sqlite, path)
	cmd.Stdin = strings.NewReader(script)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}
