/** The page's style sheet. Narrow first; then wider; then print and forced colours. Colours come from the tokens. */

export const pageCss = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--bg);color:var(--fg);font:16px/24px system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums lining-nums;overflow-wrap:break-word}
a{color:var(--link);text-underline-offset:2px}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
h1:focus{outline:none}
.unseen{position:absolute;width:1px;height:1px;margin:-1px;padding:0;overflow:hidden;clip-path:inset(50%);white-space:nowrap;border:0}
.skip{position:absolute;left:-9999px;top:0;padding:8px 12px;background:var(--bg);z-index:2}
.skip:focus{left:8px}
header,main,footer{max-width:1160px;margin:0 auto;padding:0 20px}
p,ul,ol,dl,figure,h1,h2,h3{margin:0;padding:0}

/* First screen */
header{padding-top:12px;padding-bottom:12px;display:flex;justify-content:space-between;gap:16px;align-items:baseline}
.strip{font-size:13px;line-height:20px;color:var(--muted)}
.strip span{overflow-wrap:anywhere}
.strip strong{color:var(--fg);font-weight:650}
.theme{font:inherit;font-size:13px;line-height:20px;min-height:24px;color:var(--muted);background:none;border:0;padding:2px 0;text-decoration:underline;text-underline-offset:2px;cursor:pointer;white-space:nowrap}
.first{display:flex;flex-direction:column;gap:28px;padding:8px 0 36px}
.question{color:var(--muted);margin-bottom:8px}
h1{font-size:22px;line-height:27px;font-weight:500;text-wrap:pretty}
h1 b{font-weight:700}
.scope{font-size:14px;line-height:20px;color:var(--muted);margin-top:12px}
.verdicts{list-style:none;margin-top:20px;font-size:14px;line-height:20px}
.verdict{padding:10px 0;border-top:1px solid var(--line)}
.verdict .sign{display:inline-flex;align-items:center;justify-content:center;width:18px;height:18px;border:1.5px solid currentColor;border-radius:50%;font-size:11px;line-height:1;font-weight:700;vertical-align:1px;margin-right:4px}
.verdict .basis{color:var(--muted);margin-left:4px}
.verdict .says{color:var(--fg)}
.verdict p>strong{font-weight:650}
.turns{color:var(--muted)}
.more{font-size:14px;line-height:24px;border-top:1px solid var(--line);padding-top:8px}
.t-confirmed{color:var(--confirmed)}.t-refuted{color:var(--refuted)}.t-inconclusive{color:var(--inconclusive)}.t-not_modelled{color:var(--notmodelled)}
.t-muted{color:var(--muted)}.t-strong{font-weight:650}.t-doubt{font-style:italic}

/* Figures */
figure{min-width:0}
h3{font-size:17px;line-height:22px;font-weight:650;text-wrap:pretty}
.how{font-size:14px;line-height:20px;color:var(--muted);margin-top:4px;max-width:68ch}
.key{list-style:none;display:flex;flex-wrap:wrap;gap:2px 16px;font-size:13px;line-height:20px;margin-top:8px}
.key li{display:flex;align-items:center;gap:6px}
.swatch{flex:none}
.drawing{margin-top:12px}
.drawing svg{display:block;max-width:100%;height:auto;overflow:visible}
.drawing.wide{display:none}
.note{font-size:14px;line-height:20px;color:var(--muted);margin-top:8px;max-width:68ch}

/* Blocks */
section{border-top:1px solid var(--line);padding:28px 0 36px}
h2{font-size:20px;line-height:26px;font-weight:650;margin-bottom:16px}
.body{min-width:0}
.body>*+*{margin-top:28px}
.body>*+details,.body>*+.note{margin-top:12px}
.body>details+details{margin-top:4px}
.body>p{max-width:68ch}
.plain{padding-left:20px;max-width:68ch}
.plain li+li,.warnings li+li,.sources li+li{margin-top:6px}
dl{font-size:14px;line-height:20px;max-width:76ch}
dt{font-weight:650}
dd{margin:0 0 12px}
.warnings{list-style:none;font-size:14px;line-height:20px;max-width:68ch;border-left:3px solid var(--inconclusive);padding-left:12px;margin-top:8px}
.sources{padding-left:28px;font-size:14px;line-height:20px;max-width:76ch;overflow-wrap:anywhere}
code,pre{font-family:ui-monospace,"SFMono-Regular",Menlo,Consolas,"Liberation Mono",monospace;font-size:13px}
code.digest{overflow-wrap:anywhere}
pre{line-height:19px;background:var(--surface);padding:12px;overflow-x:auto;margin:8px 0 0;tab-size:2}
details{margin-top:12px}
summary{font-size:14px;line-height:20px;min-height:24px;padding:2px 0;color:var(--link);cursor:pointer;width:fit-content;max-width:100%}
details[open]>summary{margin-bottom:8px}

/* Tables */
.scroll{overflow-x:auto;max-width:100%}
table{border-collapse:collapse;font-size:14px;line-height:20px}
caption{text-align:left;color:var(--muted);padding-bottom:6px;caption-side:top}
caption .t-strong{color:var(--fg)}
.said{display:block;position:sticky;left:0;width:max-content;max-width:min(68ch,calc(100vw - 40px))}
th,td{text-align:left;vertical-align:top;padding:6px 0 6px 16px;border-bottom:1px solid var(--grid)}
th:first-child,td:first-child{padding-left:0;text-align:left}
thead th{font-weight:400;color:var(--muted);vertical-align:bottom;border-bottom:1px solid var(--axis)}
tbody th{font-weight:650;min-width:11ch}
tbody tr:last-child>*{border-bottom:0}
.num{text-align:right}
td.num{white-space:nowrap}
.second{display:block;font-weight:400;color:var(--muted);font-size:.93em;line-height:1.4}
td.num .second{white-space:normal}
.second [class^=t-]{font-weight:400}
tr.group>*,tr.subtotal>*{padding-top:12px;font-weight:400;color:var(--muted)}
tr.group>th,tr.subtotal>th{color:var(--fg)}
tr.group+tr>th,tr.subtotal+tr>th{font-weight:400}
tr.total>*{border-top:1px solid var(--axis);font-weight:650}
tr.total+tr>*{padding-top:16px}
.bill tbody tr:not(.group):not(.subtotal):not(.total)>th{padding-left:16px;font-weight:400;white-space:normal}
#assumptions-table td:nth-child(3),#assumptions-table-rest td:nth-child(3){min-width:20ch;max-width:40ch}
#inputs td:nth-child(2),#inputs td:last-child{max-width:36ch}
#inputs td{min-width:9ch}
thead button{font:inherit;color:inherit;background:none;border:0;padding:2px 0;min-height:24px;text-align:inherit;cursor:pointer;text-decoration:underline dotted;text-underline-offset:3px}
thead [aria-sort] button::after{content:" \\2191"}
thead [aria-sort=descending] button::after{content:" \\2193"}
sup{font-size:11px;line-height:0;margin-left:2px}
sup a{padding:4px 2px}
footer{padding-bottom:56px;font-size:13px;line-height:20px;color:var(--muted)}
.tip{position:fixed;z-index:3;max-width:320px;padding:6px 10px;background:var(--bg);color:var(--fg);border:1px solid var(--axis);font-size:13px;line-height:18px;pointer-events:none}
.tip b{font-weight:650}
.tip span{color:var(--muted)}

@media (max-width:639.98px){
.from-middle,.from-wide{display:none}
.bill table{width:100%}
th,td{padding-left:12px}
tbody th{position:sticky;left:0;background:var(--bg);max-width:44vw}
}
@media (min-width:640px){
.below-middle{display:none}
h1{font-size:26px;line-height:32px}
.answer,.question{max-width:640px}
.small .drawing.wide{display:block}
.small .drawing.narrow{display:none}
dl{display:grid;grid-template-columns:minmax(150px,auto) 1fr;gap:8px 20px}
dd{margin:0;overflow-wrap:anywhere}
}
@media (min-width:760px){
.drawing.wide{display:block}
.drawing.narrow{display:none}
}
@media (min-width:640px) and (max-width:1099.98px){
.from-wide{display:none}
}
@media (min-width:1100px){
.below-wide{display:none}
.first{display:grid;grid-template-columns:minmax(0,464px) 600px;gap:0 56px;align-items:start}
section{display:grid;grid-template-columns:184px minmax(0,880px);gap:0 56px}
section h2{font-size:16px;line-height:22px;margin:0;text-wrap:balance}
.body>figure{max-width:760px}
}
@media (forced-colors:active){
.drawing rect,.drawing path,.swatch rect{stroke:CanvasText;stroke-width:1px}
.drawing text{fill:CanvasText;stroke:none}
.verdict .sign{border-color:CanvasText}
}
@media print{
@page{margin:15mm}
body{font-size:10.5pt;line-height:15pt}
header,main,footer{max-width:none;padding-left:0;padding-right:0}
.first,section{display:block}
.first>*+*{margin-top:18pt}
section h2{font-size:13pt;margin-bottom:9pt}
h1{font-size:17pt;line-height:21pt}
h1,h2,h3{break-after:avoid}
figure,tr,.verdict,.warnings li{break-inside:avoid}
thead{display:table-header-group}
.drawing.wide{display:block}.drawing.narrow{display:none}
.drawing,.swatch{print-color-adjust:exact;-webkit-print-color-adjust:exact}
.scroll{overflow:visible}
table{font-size:8.5pt;line-height:12pt}
.said{position:static;width:auto;max-width:none}
th,td{padding-left:10px;overflow-wrap:anywhere}
tbody th{min-width:0}
td.num{white-space:normal}
thead button{text-decoration:none;min-height:0;padding:0}
pre{white-space:pre-wrap;overflow-wrap:anywhere}
details::details-content{content-visibility:visible;height:auto;display:block}
summary{color:inherit;list-style:none;font-weight:650}
.sources a,main a{color:inherit}
.skip,.theme,.tip{display:none}
}
`.trim();
