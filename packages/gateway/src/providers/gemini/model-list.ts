import { declareModelList } from '../model-list.ts';
import { stringOf } from '../string-of.ts';
import { versionRoot } from './version-root.ts';

/**
 * `models.list`, whole: 1,000 is the largest page (ai.google.dev/api/models, read 2026-11-24). It says
 * nothing about the end of a model. Those that can't generate content are left out.
 */
export const modelList = declareModelList({
  url(baseUrl) {
    const url = versionRoot(baseUrl);
    url.pathname += '/models';
    url.searchParams.set('pageSize', '1000');
    return url;
  },
  items: 'models',
  read(item) {
    const methods = item['supportedGenerationMethods'];
    if (Array.isArray(methods) && !methods.includes('generateContent')) return null;
    return {
      id: stringOf(item['name']).replace(/^models\//, ''),
      name: item['displayName'],
      contextWindow: item['inputTokenLimit'],
      maxOutputTokens: item['outputTokenLimit'],
    };
  },
});
