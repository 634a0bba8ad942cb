import { docsPage, docsStyleHash } from '../../http/docs-page.ts';
import { openapiDocument } from '../../http/openapi-document.ts';
import type { App } from '../../http/app.ts';
import type { Services } from '../../services.ts';

/** The document as a page that needs no script and nothing from another host. */
export function getDocs(app: App, services: Services): void {
  let page: string | null = null;
  app.get('/docs', (c) => {
    page ??= docsPage(openapiDocument(app, services.options.version));
    return c.body(page, 200, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'content-security-policy': `default-src 'none'; style-src '${docsStyleHash}'; frame-ancestors 'none'; base-uri 'none'`,
      'referrer-policy': 'no-referrer',
    });
  });
}
