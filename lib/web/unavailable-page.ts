import { createHash } from 'node:crypto';
import { type DatabaseAway, RETRY_AFTER_S } from '@/lib/operations/database-state';

const STYLE = `
:root { color-scheme: light dark; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; font: 16px/1.5 system-ui, sans-serif; background: Canvas; color: CanvasText; }
main { max-width: 34rem; padding: 2rem; }
h1 { margin: 0 0 0.75rem; font-size: 1.25rem; line-height: 1.3; }
p { margin: 0 0 0.75rem; }
.details { opacity: 0.7; font-size: 0.875rem; }
`;

/** The style of the page, and nothing else. */
export const UNAVAILABLE_CSP = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`;

/** The page that stands for all others while the database is away. It asks for itself again. */
export function unavailablePage({ reason, since }: DatabaseAway): string {
  const time = since.toISOString();
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="${RETRY_AFTER_S}">
<meta name="robots" content="noindex">
<title>Buildhours cannot answer now</title>
<style>${STYLE}</style>
</head>
<body>
<main role="alert">
<h1>Buildhours cannot answer now</h1>
<p>${escapeHtml(reason.slice(0, 1).toUpperCase() + reason.slice(1))}, since <time datetime="${time}">${time.slice(0, 19).replace('T', ' ')} UTC</time>.</p>
<p>Nothing is lost: pages and import go on by themselves once it can be used. This page looks again every ${RETRY_AFTER_S} seconds.</p>
<p class="details">If it stays like this, <code>npx buildhours doctor</code> on the server says what is wrong.</p>
</main>
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, found => `&#${found.charCodeAt(0)};`);
}
