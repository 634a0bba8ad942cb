import { useSyncExternalStore } from 'react';

/** Changes whenever the page's colours do: a canvas doesn't follow them by itself. */
export function useThemeChange(): string {
  return useSyncExternalStore(subscribe, current);
}

const dark = matchMedia('(prefers-color-scheme: dark)');

function current(): string {
  return document.documentElement.dataset['theme'] ?? (dark.matches ? 'dark' : 'light');
}

function subscribe(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  dark.addEventListener('change', changed);
  return () => {
    observer.disconnect();
    dark.removeEventListener('change', changed);
  };
}
