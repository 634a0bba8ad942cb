import type { AnswerWriter } from '../answer-writer.ts';
import { isRecord } from '../is-record.ts';
import type { DecodedCompletion, ProviderCall, UpstreamHead } from '../provider.ts';
import { stringOf } from '../string-of.ts';
import { writeCompletion } from '../write-completion.ts';
import { fromStopReason } from './from-stop-reason.ts';
import { fromUsage } from './from-usage.ts';

/** One whole answer of Converse. @throws ProviderError for anything else. */
export function decodeCompletion(
  head: UpstreamHead,
  body: Buffer,
  call: ProviderCall,
): DecodedCompletion {
  return writeCompletion(head, body, call, (writer, { output, stopReason, usage }) => {
    const message = isRecord(output) ? output['message'] : null;
    if (!isRecord(message) || !Array.isArray(message['content'])) return;
    for (const block of message['content']) writeBlock(writer, block);
    if (typeof stopReason === 'string') {
      writer.finish(fromStopReason(stopReason, writer.hasCalls));
    }
    const counted = fromUsage(usage);
    if (counted) writer.usage(counted);
  });
}

/** Kinds of block that OpenAI's format has no place for (citations, the server's own tools) are left out. */
function writeBlock(writer: AnswerWriter, block: unknown): void {
  if (!isRecord(block)) return;
  const { text, toolUse, reasoningContent } = block;
  if (typeof text === 'string') writer.text(text);
  if (isRecord(toolUse) && toolUse['type'] !== 'server_tool_use') {
    writer.beginCall(stringOf(toolUse['toolUseId']), stringOf(toolUse['name']));
    writer.callArguments(JSON.stringify(toolUse['input'] ?? {}));
    writer.endCall();
  }
  if (isRecord(reasoningContent) && isRecord(reasoningContent['reasoningText'])) {
    writer.reasoning(stringOf(reasoningContent['reasoningText']['text']));
  }
}
