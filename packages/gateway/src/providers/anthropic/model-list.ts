import { declareModelList } from '../model-list.ts';
import { apiUrl } from './api-url.ts';
import { version } from './to-request.ts';

/** `GET /v1/models`, whole. Source: `@anthropic-ai/sdk` 1.12.0, `resources/models` (read 2026-11-24). */
export const modelList = declareModelList({
  url(baseUrl) {
    const url = apiUrl(baseUrl, 'models');
    url.searchParams.set('limit', '1000');
    return url;
  },
  headers: { 'anthropic-version': version },
  items: 'data',
  read: (item) => ({
    id: item['id'],
    name: item['display_name'],
    deprecated: typeof item['deprecated_at'] === 'string',
    shutDownOn: item['retires_at'],
    contextWindow: item['max_input_tokens'],
    maxOutputTokens: item['max_tokens'],
  }),
});
