/**
 * A temperature for formats that end at 1: what is between that and OpenAI's 2 becomes 1, the nearest
 * (decision 0052). What is outside of OpenAI's own range is a mistake, and the vendor says so.
 */
export function temperatureUpToOne(temperature: number): number {
  return temperature > 1 && temperature <= 2 ? 1 : temperature;
}
