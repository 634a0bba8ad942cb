/** `model_setting.saved` → `Model setting saved:`; an action this page has never heard of reads well too. */
export function actionWords(action: string): string {
  const words = action.replaceAll(/[._-]+/g, ' ').trim();
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}:`;
}

/** What an event tells beside its target, flat and short; deeper parts stay JSON. */
export function detailWords(details: Readonly<Record<string, unknown>>): string {
  return Object.entries(details)
    .filter(([, value]) => !isEmpty(value))
    .map(([key, value]) => `${key.replaceAll('_', ' ')}: ${plain(value)}`)
    .join(' · ');
}

function plain(value: unknown): string {
  if (Array.isArray(value) && value.every((each) => typeof each !== 'object'))
    return value.join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isEmpty(value: unknown): boolean {
  return (
    value == null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0)
  );
}
