import type { Page } from 'playwright-core';

/** Something that was seen on a page, and where. */
export type Seen = readonly [where: string, text: string];

export interface WatchedPage {
  /** All that was answered, said to the console and visited since the last call; then forgotten. */
  takePassing(): Promise<Seen[]>;
  /** All that stands there now: markup with its attributes, fields, storage and addresses. */
  standing(): Promise<Seen[]>;
}

/** Writes down from now on whatever a page could give away. */
export function watchPage(page: Page): WatchedPage {
  let passing: Promise<Seen>[] = [];
  const add = (where: string, text: string): void =>
    void passing.push(Promise.resolve([where, text]));
  page.on('console', (message) => add('console', message.text()));
  page.on('pageerror', (error) => add('error', `${error.message} ${error.stack}`));
  page.on('framenavigated', (frame) => add('address', frame.url()));
  page.on('request', (request) => add('request', `${request.method()} ${request.url()}`));
  page.on('response', (response) => {
    const where = `answer to ${response.request().method()} ${new URL(response.url()).pathname}`;
    // A redirect, and what was left before it ended, has no body.
    const body = response.text().catch(() => '');
    // The cookie of a session is set in this one header.
    const headers = Object.entries(response.headers()).filter(([name]) => name !== 'set-cookie');
    passing.push(body.then((text) => [where, `${JSON.stringify(headers)} ${text}`]));
  });
  return {
    async takePassing() {
      const taken = passing;
      passing = [];
      return Promise.all(taken);
    },
    async standing() {
      const place = new URL(page.url()).pathname;
      const found = await page.evaluate(async () => {
        const fields = document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(
          'input, textarea',
        );
        return {
          markup: document.documentElement.outerHTML,
          fields: [...fields].map(({ value }) => value).join('\n'),
          localStorage: JSON.stringify(Object.entries(localStorage)),
          sessionStorage: JSON.stringify(Object.entries(sessionStorage)),
          cookies: document.cookie,
          databases: JSON.stringify(await indexedDB.databases()),
          caches: JSON.stringify(await caches.keys()),
          addresses: [location.href, document.referrer, name].join('\n'),
          history: `${JSON.stringify(history.state)} ${navigation
            .entries()
            .map(({ url }) => url)
            .join('\n')}`,
        };
      });
      return Object.entries(found).map(([what, text]) => [`${what} of ${place}`, text]);
    },
  };
}
