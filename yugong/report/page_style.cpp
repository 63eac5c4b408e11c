#include "yugong/report/page_style.hpp"

namespace yugong::report {

const std::string& page_css() {
  static const std::string css = R"css(
:root{--ink:#1c1b19;--paper:#fdfcfa;--quiet:#5b5750;--line:#d9d4cb;--link:#0b5a8a;--warm:#8a3b00;--card:#fff;--shade:15,90,138}
@media (prefers-color-scheme:dark){:root{--ink:#e9e6e1;--paper:#17181a;--quiet:#b0aaa0;--line:#3c3d40;--link:#7cc0ec;--warm:#ffb27a;--card:#1f2124;--shade:110,185,235}}
*{box-sizing:border-box}
html{scroll-behavior:smooth}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0 auto;max-width:64rem;padding:0 1.4rem 4rem;color:var(--ink);background:var(--paper);font:1rem/1.65 Georgia,"Times New Roman","Songti SC","Noto Serif CJK SC","Source Han Serif SC",SimSun,serif}
h1,h2,h3,nav,dt,.level,summary,table.data,table.cells,figcaption small{font-family:system-ui,-apple-system,"Segoe UI","PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
table.three-line,table.three-line th{font-family:"Times New Roman",Tinos,"Liberation Serif","Songti SC","Noto Serif CJK SC",SimSun,serif}
header{padding:3rem 0 1rem;border-bottom:1px solid var(--line)}
h1{font-size:1.9rem;line-height:1.3;margin:0 0 .3em;font-weight:650;text-wrap:balance}
.subtitle{color:var(--quiet);margin:.2em 0 1em}
h2{font-size:1.35rem;line-height:1.35;margin:2.6em 0 .7em;font-weight:650}
a{color:var(--link)}
a:focus-visible,summary:focus-visible,.table-frame:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.skip{position:absolute;left:-999em}.skip:focus{left:1rem;top:1rem;background:var(--paper);padding:.5em 1em;z-index:2}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.3em 1.3em;padding:0;margin:1em 0 0;font-size:.95rem}
nav ul.exhibits{display:grid;grid-template-columns:repeat(auto-fill,minmax(17rem,1fr));gap:.15em 1.3em;font-size:.88rem}
.banner{border:2px solid var(--warm);color:var(--warm);border-radius:6px;padding:.6em 1em;font-weight:600}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(17rem,1fr));gap:.2em 2em;margin:1em 0}
dl>div{border-top:1px solid var(--line);padding:.45em 0}
dt{font-size:.8rem;color:var(--quiet)}
dd{margin:0;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
figure{margin:2em 0;text-align:center}
figure .drawing{background:#fff;border-radius:6px;padding:.6rem}
figure svg{display:block;margin:0 auto;width:100%;max-width:46rem;height:auto}
figure img{max-width:100%;background:#fff}
figcaption{margin-top:.6em;font-weight:600;white-space:pre-wrap}
figcaption small{display:block;font-weight:400;color:var(--quiet);font-size:.85rem;margin-top:.2em}
table.data{border-collapse:collapse;font-size:.88rem;font-variant-numeric:tabular-nums;width:100%}
table.data caption,table.cells caption{text-align:left;font-weight:600;padding-bottom:.5em}
table.data th,table.data td{padding:.3em .7em;text-align:left;border-bottom:1px solid var(--line);vertical-align:top}
table.data thead th{border-bottom:1.5px solid var(--quiet);font-weight:600;font-size:.82rem;line-height:1.35;vertical-align:bottom}
table.data tbody th{font-weight:500}
table.data .n{text-align:right;white-space:nowrap}
table.data thead .n{white-space:normal;min-width:4.5em}
table.data td:not(.n),table.data th:not(.n){min-width:5.5em;overflow-wrap:break-word}
table.data td:last-child:not(.n){min-width:14em;overflow-wrap:anywhere}
table.data thead th{word-break:keep-all}
table.data tbody tr:hover{background:rgba(var(--shade),.07)}
table.cells{border-collapse:separate;border-spacing:1px;font-size:.72rem;line-height:1.25;font-variant-numeric:tabular-nums}
table.cells th{font-weight:500;padding:.15em .45em;text-align:center;color:var(--quiet)}
table.cells tbody th{text-align:right;white-space:nowrap;color:var(--ink)}
table.cells td{min-width:2.7em;padding:.15em .25em;text-align:center;background:rgba(var(--shade),.03)}
table.cells .s1{background:rgba(var(--shade),.14)}table.cells .s2{background:rgba(var(--shade),.24)}
table.cells .s3{background:rgba(var(--shade),.34)}table.cells .s4{background:rgba(var(--shade),.41)}
table.cells .s5{background:rgba(var(--shade),.48)}
details{margin:.8em 0}
summary{cursor:pointer;color:var(--link);font-size:.93rem}
ul.problems{list-style:none;padding:0}
ul.problems li{border-left:4px solid var(--line);padding:.35em 0 .35em .9em;margin:.6em 0}
ul.problems li.warning,ul.problems li.error{border-color:var(--warm)}
ul.problems .level{font-weight:700;font-size:.85rem}
ul.problems li.warning .level,ul.problems li.error .level{color:var(--warm)}
.mend,.place{color:var(--quiet);font-size:.92rem}
code{font-family:ui-monospace,"SF Mono",Consolas,"Noto Sans Mono CJK SC",monospace;font-size:.88em}
footer{margin-top:4rem;border-top:1px solid var(--line);color:var(--quiet);font-size:.85rem}
@media print{
:root{--ink:#000;--paper:#fff;--quiet:#333;--line:#bbb;--link:#000;--warm:#000}
body{max-width:none;padding:0;font-size:10pt}
nav,.skip,summary{display:none}
figure,table.three-line{break-inside:avoid}
thead{display:table-header-group}
h2{break-after:avoid}
.table-frame{overflow:visible}
}
)css";
  return css;
}

}  // namespace yugong::report
