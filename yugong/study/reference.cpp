#include "yugong/study/reference.hpp"

#include <vector>

#include <fmt/format.h>

#include "yugong/base/options.hpp"
#include "yugong/base/text.hpp"
#include "yugong/data/read.hpp"
#include "yugong/prepare/filter.hpp"
#include "yugong/prepare/interpolate.hpp"
#include "yugong/prepare/scale.hpp"
#include "yugong/prepare/winsorise.hpp"
#include "yugong/report/data_tables.hpp"
#include "yugong/report/regression_table.hpp"
#include "yugong/study/keys.hpp"

namespace yugong::study {
namespace {

std::string escaped(const std::string& s) {
  std::string out;
  for (const char c : s) {
    if (c == '|') out += '\\';
    out += c;
  }
  return out;
}

template <class S>
std::string rows() {
  std::string out = "| key | type | default | meaning | 含义 |\n|---|---|---|---|---|\n";
  for (const OptionInfo& o : option_infos<S>()) {
    out += fmt::format("| `{}` | {} | {} | {} | {} |\n",
                       o.name,
                       escaped(o.choices.empty() ? o.type : text::join(o.choices, " | ")),
                       o.required ? "required" : escaped(o.fallback),
                       escaped(o.help.en),
                       escaped(o.help.in(Lang::zh)));
  }
  return out + "\n";
}

constexpr const char* opening = R"md(# The study file

Written by `yugong help reference-study-file`.

A study file is TOML in UTF-8, or JSON with the same keys. It begins with `yugong = 1`. Sections may stand in any order: a step
runs when the names that it uses exist. All mistakes of a file are reported together, with line, column and what to write.

Paths start at the folder of the study file. `${NAME}` in a path is the environment variable of that name; when it is not set,
the message says so. Names that are not plain English letters stand in English quotes: `"变量" = 1`.

A title or label is a text, or `{ zh = "...", en = "..." }`. A list of variables may hold `@name`, a set of `[sets]`.

)md";

constexpr const char* derive_text = R"md(## [derive]

`name = "expression"`: one new column each. The language is described in [expressions.md](expressions.md). A name that is already a
column of the data is refused, and so are definitions that go in a circle.

)md";

constexpr const char* computed_text =
    R"md(A column of the same name holds the scores; `name.part` holds a sub-index. Beside the keys below an entry takes the options of its
method ([options.md](options.md): `index`, `coupling`, `lq` for `[index.x]`, `dea` for `[efficiency.x]`).

)md";

constexpr const char* sets_text = R"md(## [sets], [labels], [defaults]

`[sets]` names lists of variables: `controls = ["OPEN", "POP"]`, used as `@controls`. `[labels]` gives variables the words printed for
them. `[defaults]` holds options for all models that do not give them, e.g. `vcov = "cluster(city)"`.

)md";

constexpr const char* model_text = R"md(## [model]

`name = "formula"`, or a table with the options of the method ([options.md](options.md): `fe`) and the keys below. Formula:
`y ~ x1 + x2 | fe1 + fe2^fe3 + fe4[z]`; `L.x`, `F.x`, `D.x`, `L(1:3).x` or `l(x, 1:3)`, `a:b`, `a*b`, `i(year, ref=2010)`, `ln(x)`, `x^2`, `@set`.

Several outcomes `c(y1, y2) ~ ...` give the estimates `name.y1` and `name.y2`; steps `csw(a, b)`, `sw`, `csw0`, `sw0`, `mvsw` among the
regressors or the fixed effects give `name.1`, `name.2`, with several outcomes `name.y1.1`; `csw(@set)` takes the members one by one.
`split = "region"` gives `name.value` for each value, `fsplit = "region"` `name.full` before them; `name.*` in a table stands for all.
An estimate that fails is reported, and the others are kept.

)md";

constexpr const char* table_text = R"md(## [table]

`4 = { columns = ["base1", "region.*"] }`: an entry for each table; `region.*` stands for all estimates of `region`. Kinds: `regression`
(the default) takes the keys of `[style]` too; `summary` and `correlation` take `vars`; `weights` prints the indicators of an index
(`of`), `frame` any part of a result (`of`, `part`), `truth` the true parameters of simulated data beside the estimates.

)md";

constexpr const char* out_text = R"md(## What a run writes

`out/` beside the study file, or the folder given with `--out`: `report.html`, `report.docx`, `tables/`, `figures/`, `data/` (`panel.csv`,
`panel.dta`, `codebook.csv`), `results/` (one JSON file per result, and the rows of each as `*.augment.csv`), `log/`,
`provenance.json` (every change of the data and every row left out), `manifest.json` (SHA-256 of inputs and outputs, times), `cache/`.
With `lang = "both"` the English files end in `.en`. Deleting `out/` loses nothing. A folder that holds other files is refused.
Files are named as the study writes them (`raw/energy.dta`, `${NAME}/panel.csv`): no output tells where the study stands, and two
machines write the same report, tables and figures.

Everything is written beside the folder and moved in place at the end, each file whole. After Ctrl-C or a full disk the outputs of the
last run are as they were; finished steps are kept in `cache/` and are not run again.
)md";

}  // namespace

std::string file_reference() {
  std::string out = opening;
  out += "## [study]\n\n" + rows<StudyKeys>();
  out += "## [panel]\n\n" + rows<PanelKeys>();
  out += "`expect`, compared with the panel after `[prepare]`:\n\n" + rows<ExpectKeys>();
  out +=
      "## [source.x]\n\nOne section for each file or group of files of one layout. Sources are "
      "joined by unit and period; one without "
      "periods by unit\nalone. Further keys: `unmatched` (`error`, `keep`, `drop`: rows without a "
      "partner), `by` (other key columns), "
      "`private = true`\n(left out of a replication package).\n\n" +
      rows<data::ReadOptions>();
  out +=
      "## [prepare]\n\nSteps run in the order in which they are written.\n\n" + rows<PrepareKeys>();
  out += "### interpolate\n\n" + rows<prepare::interpolate::Options>();
  out += "### winsorise\n\n" + rows<prepare::winsorise::Options>();
  out += "### scale\n\n" + rows<prepare::scale::Options>();
  out += "### filter\n\n" + rows<prepare::filter::Options>();
  out += derive_text;
  out += "## [index.x], [efficiency.x]\n\n";
  out += computed_text + rows<ComputedKeys>();
  out += sets_text;
  out += model_text + rows<ModelKeys>();
  out += table_text + rows<TableKeys>();
  out += "### summary\n\n" + rows<report::SummaryOptions>();
  out += "### correlation\n\n" + rows<report::CorrelationOptions>();
  out +=
      "## [style]\n\nFor all tables of estimates; `[style.words]` replaces fixed words: `yes = "
      "\"√\"`.\n\n" +
      rows<report::RegressionTableOptions>();
  out +=
      "## [figure]\n\n`1 = { y = [\"NQP\"], by = \"region\" }`: an entry for each figure. A line "
      "or bar is the mean over units.\n\n" +
      rows<FigureKeys>();
  out += out_text;
  out.pop_back();  // whoever prints the page ends it
  return out;
}

}  // namespace yugong::study
