import { openapiDocument } from '../../http/openapi-document.ts';
import type { App } from '../../http/app.ts';
import type { Services } from '../../services.ts';

/** The document itself, which stands after every route it describes. */
export function getOpenapi(app: App, services: Services): void {
  let text: string | null = null;
  app.get('/openapi.json', (c) => {
    text ??= JSON.stringify(openapiDocument(app, services.options.version));
    return c.body(text, 200, { 'content-type': 'application/json', 'cache-control': 'no-cache' });
  });
}
