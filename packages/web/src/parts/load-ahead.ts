/** Loads what is likely to be wanted next. Where that fails, it is asked for again once it is. */
export function loadAhead(load: () => Promise<unknown>): void {
  load().catch(() => {});
}
