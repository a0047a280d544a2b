import type { Context } from 'hono';

/** What a picture from here may do where it is opened on its own: be looked at. */
const SVG_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

export interface SvgAnswer {
  readonly status: 200 | 404;
  readonly maxAgeSeconds: number;
}

/** Answers with a picture that other sites may show and keep. */
export function answerSvg(http: Context, svg: string, { status, maxAgeSeconds }: SvgAnswer): Response {
  return http.body(svg, status, {
    'Content-Type': 'image/svg+xml; charset=utf-8',
    'Cache-Control': `public, max-age=${maxAgeSeconds}`,
    'Content-Security-Policy': SVG_POLICY,
    'Cross-Origin-Resource-Policy': 'cross-origin',
  });
}
