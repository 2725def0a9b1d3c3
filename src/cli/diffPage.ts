/** The look of a comparison in a browser, and the few lines that search it. Everything stands in the page itself; nothing is loaded. */

export const pageStyle = `
:root{color-scheme:light dark;--back:#fff;--text:#1b1f24;--faint:#59636e;--line:#c8d0d8;--panel:#f5f7f9;--rise:#1f7a4d;--fall:#b3372f;--total:#3b5b8c;--mark:#fff3bf;--link:#0b57d0}
@media (prefers-color-scheme:dark){:root{--back:#14171a;--text:#e6e9ec;--faint:#a0a9b3;--line:#3a424b;--panel:#1d2126;--rise:#4fb583;--fall:#e8776d;--total:#7f9fd1;--mark:#4a4012;--link:#8ab4f8}}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--text);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:1200px;margin:0 auto;padding:1.2rem 1rem 4rem}
h1{font-size:1.5rem;line-height:1.25;margin:.2rem 0 .8rem}
h2{font-size:1.15rem;margin:2.2rem 0 .6rem;border-bottom:1px solid var(--line);padding-bottom:.25rem}
h3{font-size:1rem;margin:1.4rem 0 .4rem}
p{margin:.4rem 0;max-width:75ch}
.faint,.reason{color:var(--faint)}
.lead{font-size:1.05rem;font-weight:600}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem .8rem;margin:.4rem 0}
dt{color:var(--faint)}dd{margin:0;overflow-wrap:anywhere}
code{font:13px/1.4 ui-monospace,SFMono-Regular,Consolas,monospace;overflow-wrap:anywhere}
.scroll{overflow-x:auto;max-width:100%}
table{border-collapse:collapse;font-size:14px;font-variant-numeric:tabular-nums;width:100%}
th,td{text-align:left;vertical-align:top;padding:.32rem .6rem;border-bottom:1px solid var(--line)}
th{background:var(--panel);font-weight:600}
thead th{position:sticky;top:0}
td.number,th.number{text-align:right;white-space:nowrap}
td.label{min-width:10rem}
td.name{min-width:11.5rem}
td.words{min-width:12rem}
td.reason{min-width:15rem}
td small{display:block;color:var(--faint)}
.rise{color:var(--rise)}.fall{color:var(--fall)}
ins,del{text-decoration:none;background:var(--mark);border-radius:3px;padding:0 .15em}
del{text-decoration:line-through}
.sortable thead th{cursor:pointer}
.sortable thead th:focus-visible,input:focus-visible,summary:focus-visible{outline:2px solid var(--link);outline-offset:1px}
.sortable thead th[aria-sort=ascending]::after{content:" \\2191"}
.sortable thead th[aria-sort=descending]::after{content:" \\2193"}
figure{margin:.6rem 0;overflow-x:auto}
figure svg{display:block;min-width:560px;width:100%;max-width:860px;height:auto;font-family:inherit}
.tools{display:flex;flex-wrap:wrap;gap:.6rem;align-items:center;margin:1rem 0}
.tools input{flex:1 1 14rem;max-width:28rem;font:inherit;color:inherit;background:var(--panel);border:1px solid var(--line);border-radius:6px;padding:.4rem .7rem}
details{margin:.5rem 0}
summary{cursor:pointer;font-weight:600;padding:.2rem 0}
tr[hidden]{display:none}
@media (max-width:480px){main{padding:.8rem .7rem 3rem}h1{font-size:1.25rem}th,td{padding:.3rem .4rem}}
@media print{.tools{display:none}main{max-width:none;padding:0}.scroll,figure{overflow:visible}thead th{position:static}tr[hidden]{display:table-row}tr,figure{break-inside:avoid}:root{color-scheme:light;--back:#fff;--text:#000;--faint:#444;--line:#bbb;--panel:#f2f2f2;--rise:#1f7a4d;--fall:#b3372f;--total:#3b5b8c;--mark:#fff3bf}}
`.trim();

/** Hides the rows of searched tables that do not hold every word, opens what is folded before printing, and lets headings be reached by keys. */
export const pageScript = `
(function(){
var box=document.getElementById('search'),count=document.getElementById('found');
var rows=[].slice.call(document.querySelectorAll('table.searched tbody tr'));
var texts=rows.map(function(row){return row.textContent.toLowerCase()});
function search(){
var words=box.value.toLowerCase().split(/\\s+/).filter(Boolean),shown=0;
rows.forEach(function(row,at){var fits=words.every(function(word){return texts[at].indexOf(word)!==-1});if(row.hidden===fits)row.hidden=!fits;if(fits)shown++});
if(words.length)[].forEach.call(document.querySelectorAll('details'),function(one){if(one.querySelector('table.searched tbody tr:not([hidden])'))one.open=true});
count.textContent=words.length?shown+' of '+rows.length+' rows':rows.length+' rows';
}
if(box){box.addEventListener('input',search);search()}
window.addEventListener('beforeprint',function(){[].forEach.call(document.querySelectorAll('details'),function(one){one.open=true})});
})();
`.trim();
