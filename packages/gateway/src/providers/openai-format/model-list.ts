import { declareModelList, type ReadListedModel } from '../model-list.ts';
import type { ModelList } from '../provider.ts';
import { chatCompletionsUrl } from '@jackfield/chat-completions';

/** `GET …/models`, beside the path that turns are posted to. */
export function modelList(read: ReadListedModel = readModel): ModelList {
  return declareModelList({
    url(baseUrl) {
      const url = chatCompletionsUrl(baseUrl);
      url.pathname = url.pathname.replace(/\/chat\/completions$/, '/models');
      return url;
    },
    items: 'data',
    read,
  });
}

/** Source: `Model` of `openai` 7.57.0; a date when the end is announced. vLLM adds `max_model_len`. */
function readModel(item: Parameters<ReadListedModel>[0]): ReturnType<ReadListedModel> {
  const { id, shutdown_date: shutDownOn, max_model_len: contextWindow } = item;
  return { id, shutDownOn, contextWindow };
}
