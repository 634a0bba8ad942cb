import { chromium, type Browser } from 'playwright-core';

/** The browser that the set-up found, or Debian's; as quiet as a browser can be made. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['JACKFIELD_BROWSER'] ?? '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-dev-shm-usage',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
