/**
 * The style sheet of a comparison page, and the script that searches it. Both are part of the page, which loads
 * nothing. Rows of movements are laid out as grids and not as table rows, so that a browser lays out only those in
 * view: with a thousand rows, sorting takes a fifth of the time.
 */

export const pageStyle = `
:root{color-scheme:light dark;--back:#fff;--text:#1b1f24;--faint:#59636e;--line:#c8d0d8;--panel:#f3f5f7;--rise:#1560ad;--fall:#b2460f;--total:#59636e;--mark:#fff3bf;--link:#0b57d0;--bad:#b3261e}
@media (prefers-color-scheme:dark){:root{--back:#14171a;--text:#e6e9ec;--faint:#a0a9b3;--line:#3a424b;--panel:#1d2126;--rise:#74aef2;--fall:#f2935f;--total:#98a2ad;--mark:#4a4012;--link:#8ab4f8;--bad:#ff8a80}}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--text);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:1200px;margin:0 auto;padding:1.2rem 1rem 4rem}
a{color:var(--link)}
h1{font-size:1.5rem;line-height:1.25;margin:.2rem 0 .8rem}
h2{display:inline;font-size:1.15rem;line-height:1.35;margin:0}
h3{display:inline;font-size:1rem;margin:0}
p{margin:.4rem 0;max-width:75ch}
.faint,.reason{color:var(--faint)}
.lead{font-size:1.05rem;font-weight:600}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem .8rem;margin:.4rem 0}
dt{color:var(--faint)}dd{margin:0;overflow-wrap:anywhere}
nav ul{margin:.8rem 0;padding:.6rem .9rem;list-style:none;background:var(--panel);border-radius:6px;columns:26rem 2;column-gap:2rem;font-size:14px}
nav li{break-inside:avoid;padding:.12rem 0 .12rem .8rem;text-indent:-.8rem}
code{font:13px/1.4 ui-monospace,SFMono-Regular,Consolas,monospace;overflow-wrap:anywhere}
.scroll{overflow-x:auto;max-width:100%}
table{border-collapse:collapse;font-size:14px;font-variant-numeric:tabular-nums;width:100%}
th,td{text-align:left;vertical-align:top;padding:.32rem .6rem;border-bottom:1px solid var(--line)}
th{background:var(--panel);font-weight:600}
tfoot td{font-weight:600}
td.number,th.number{text-align:right;white-space:nowrap}
td.label{min-width:10rem}
td.words{min-width:12rem}
td.reason{min-width:15rem}
td small{display:block;color:var(--faint)}
.rise,td small.rise{color:var(--rise)}
.fall,td small.fall,.worse{color:var(--fall)}
.changes{table-layout:fixed;min-width:56rem}
.movements{min-width:56rem}
.movements,.movements thead,.movements tbody{display:block}
.movements tr{display:grid;grid-template-columns:minmax(0,34fr) minmax(0,7fr) minmax(0,13fr) minmax(0,13fr) minmax(0,13fr) minmax(0,10fr) minmax(0,10fr)}
.movements th,.movements td{border-bottom:0}
.movements td{border-top:1px solid var(--line)}
.movements tbody tr{content-visibility:auto;contain-intrinsic-size:auto 70px}
.movements td.number,.changes td.number{white-space:normal}
.changes th:nth-child(1){width:30%}.changes th:nth-child(2){width:26%}.changes th:nth-child(3){width:12%}
.headlines th:not(:first-child),.headlines td.number{padding-left:.4rem;padding-right:.4rem}
.share{white-space:nowrap}
.failed,#failures h2{color:var(--bad)}
.failures{margin:.3rem 0;padding-left:1.2rem}
.note{max-width:none;padding:.5rem .8rem;background:var(--mark);border-radius:6px}
td.label.member{padding-left:1.6rem}
td.number.member{font-style:italic}
ins,del{text-decoration:none;background:var(--mark);border-radius:3px;padding:0 .15em}
del{text-decoration:line-through}
.sortable thead th{cursor:pointer}
:focus-visible{outline:2px solid var(--link);outline-offset:1px}
.sortable thead th[aria-sort=ascending]::after{content:" \\2191"}
.sortable thead th[aria-sort=descending]::after{content:" \\2193"}
figure{margin:.6rem 0}
figure svg{display:block;width:100%;max-width:890px;height:auto;font-family:inherit}
figure svg[data-shape=narrow]{display:none;max-width:440px}
.tools{display:flex;flex-wrap:wrap;gap:.6rem;align-items:center;margin:1rem 0}
.tools input{flex:1 1 14rem;max-width:28rem;font:inherit;color:inherit;background:var(--panel);border:1px solid var(--faint);border-radius:6px;padding:.4rem .7rem}
details{margin:.5rem 0}
summary{cursor:pointer;padding:.2rem 0}
details.part{margin:1.6rem 0}
details.part>summary{border-bottom:1px solid var(--line);padding-bottom:.3rem;margin-bottom:.5rem}
tr[hidden],.movements tr[hidden]{display:none}
@media (max-width:640px){main{padding:.8rem .7rem 3rem}h1{font-size:1.25rem}h2{font-size:1.05rem}th,td{padding:.3rem .4rem}nav ul{columns:1}table{font-size:13px}.movements{min-width:47rem}.changes{min-width:44rem}.movements tr{grid-template-columns:minmax(0,22fr) minmax(0,8fr) minmax(0,15fr) minmax(0,15fr) minmax(0,15fr) minmax(0,9fr) minmax(0,14fr)}.changes th:nth-child(1){width:23%}td.label{min-width:8rem}td.label,th:first-child{position:sticky;left:0}td.label{background:var(--back)}td small code,td small{font-size:11px}figure svg[data-shape=wide]{display:none}figure svg[data-shape=narrow]{display:block}}
@media print{.tools,nav{display:none}main{max-width:none;padding:0}body{font-size:11px}table,code{font-size:10px}.scroll{overflow:visible}.movements,.changes{min-width:0}td.label,td.words,td.reason{min-width:0}td.number,th.number{white-space:normal}tr[hidden]{display:table-row}.movements tr[hidden]{display:grid}.movements tbody tr{content-visibility:visible}tr,figure{break-inside:avoid}summary{break-inside:avoid}summary,summary+p{break-after:avoid}summary+p+figure{break-before:avoid}h2{display:inline-block;vertical-align:top;max-width:95%}details::details-content{break-before:avoid}figure svg[data-shape=wide]{display:block}figure svg[data-shape=narrow]{display:none}:root{color-scheme:light;--back:#fff;--text:#000;--faint:#444;--line:#bbb;--panel:#f2f2f2;--rise:#1560ad;--fall:#b2460f;--total:#59636e;--mark:#fff3bf;--bad:#b3261e}}
`.trim();

/**
 * Hides rows of searched tables that lack a searched word, and unfolds sections: before printing, around matching rows,
 * and at the target of a link.
 */
export const pageScript = `
(function(){
var box=document.getElementById('search'),count=document.getElementById('found');
var rows=[].slice.call(document.querySelectorAll('table.searched tbody tr'));
var texts=rows.map(function(row){return row.textContent.toLowerCase()});
var folds=[].slice.call(document.querySelectorAll('details'));
function search(){
var words=box.value.toLowerCase().split(/\\s+/).filter(Boolean),shown=0;
rows.forEach(function(row,at){var fits=words.every(function(word){return texts[at].indexOf(word)!==-1});if(row.hidden===fits)row.hidden=!fits;if(fits)shown++});
if(words.length)folds.forEach(function(one){if(one.querySelector('table.searched tbody tr:not([hidden])'))one.open=true});
count.textContent=words.length?shown+' of '+rows.length+' rows':rows.length+' rows';
}
function lead(hash){var part=hash.length>1&&document.getElementById(hash.slice(1));if(part&&part.tagName==='DETAILS')part.open=true}
if(box){box.addEventListener('input',search);search()}
document.addEventListener('click',function(event){var link=event.target.closest('nav a');if(link)lead(link.hash)});
window.addEventListener('hashchange',function(){lead(location.hash)});lead(location.hash);
window.addEventListener('beforeprint',function(){folds.forEach(function(one){one.open=true})});
})();
`.trim();
