import type { Asked } from './asked.ts';
import type { Mark } from './directives.ts';
import type { VendorId } from './vendor.ts';

/**
 * The first mark meant for this request: `model=` and `vendor=` name whom it is for, `times=` how often it
 * strikes, counted for each vendor, model and message.
 */
export function chooseFault(
  marks: Mark[],
  vendor: VendorId,
  asked: Asked,
  struck: Map<string, number>,
): Mark | undefined {
  return marks.find(({ options, source }) => {
    if (options['vendor'] !== undefined && options['vendor'] !== vendor) return false;
    if (options['model'] !== undefined && options['model'] !== asked.model) return false;
    if (options['times'] === undefined) return true;
    const key = [vendor, asked.model, source, asked.lastText].join('\0');
    const before = struck.get(key) ?? 0;
    struck.set(key, before + 1);
    return before < Number(options['times']);
  });
}
