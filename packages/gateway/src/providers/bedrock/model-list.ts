import { isRecord } from '../is-record.ts';
import { declareModelList } from '../model-list.ts';

/**
 * ListFoundationModels, which belongs to Bedrock's control plane: another host than the one that
 * answers turns. Without pages. Source: `@aws-sdk/client-bedrock` 3.1164.0, `FoundationModelSummary`,
 * `FoundationModelLifecycle` (read 2026-11-24).
 */
export const modelList = declareModelList({
  url(baseUrl) {
    const url = new URL(baseUrl);
    url.hostname = controlPlaneHost(url.hostname);
    url.pathname = `${url.pathname.replace(/\/+$/, '')}/foundation-models`;
    url.searchParams.set('byOutputModality', 'TEXT');
    url.hash = '';
    return url;
  },
  items: 'modelSummaries',
  read(item) {
    const { modelId: id, modelName: name, inputModalities, inferenceTypesSupported } = item;
    // Variants that are only for rent carry their context window in their id: `…-v1:0:48k`.
    if (/:\d+k$/.test(String(id)) && isOnlyProvisioned(inferenceTypesSupported)) return null;
    const lifecycle = isRecord(item['modelLifecycle']) ? item['modelLifecycle'] : {};
    const deprecated = lifecycle['status'] === 'LEGACY';
    return {
      id,
      name,
      deprecated,
      // Before a model is legacy, a date is only the earliest there could be.
      shutDownOn: deprecated ? lifecycle['endOfLifeTime'] : null,
      images: Array.isArray(inputModalities) ? inputModalities.includes('IMAGE') : null,
    };
  },
});

/** Only AWS's own names are known to have a neighbour; behind any other base URL the host stays. */
function controlPlaneHost(host: string): string {
  return /\.(?:amazonaws\.com|amazonaws\.com\.cn|api\.aws)$/.test(host)
    ? host.replace(/^bedrock-runtime(?=[.-])/, 'bedrock')
    : host;
}

function isOnlyProvisioned(types: unknown): boolean {
  return Array.isArray(types) && types.length > 0 && !types.includes('ON_DEMAND');
}
