const controls = 'input, textarea, select, button, a[href], [tabindex]';

/**
 * A `ref` that keeps the focus within: when what had it goes away, it goes on to the element itself
 * where that takes focus, else to its first control. The browser alone would drop it.
 */
export function keepFocus(within: HTMLElement | null): (() => void) | undefined {
  if (within === null) return undefined;
  let last: Element | null = null;
  const came = (): void => {
    last = document.activeElement;
  };
  // Whoever pressed on nothing has left; what was removed has left the page by the next microtask.
  const left = (): void =>
    queueMicrotask(() => {
      if (last?.isConnected && nothingHasFocus()) last = null;
    });
  const observer = new MutationObserver(() => {
    if (last === null || last.isConnected || !nothingHasFocus()) return;
    last = null;
    for (const one of [within, ...within.querySelectorAll<HTMLElement>(controls)]) {
      one.focus();
      if (document.activeElement === one) return;
    }
  });
  within.addEventListener('focusin', came);
  within.addEventListener('focusout', left);
  observer.observe(within, { childList: true, subtree: true });
  return () => {
    observer.disconnect();
    within.removeEventListener('focusin', came);
    within.removeEventListener('focusout', left);
  };
}

/** Also used by what stands where the pressed button was. */
export function nothingHasFocus(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}
