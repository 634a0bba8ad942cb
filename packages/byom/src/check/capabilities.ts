/** What an endpoint can do, as far as a check has seen it; `null` where it was not seen. */
export interface Capabilities {
  readonly streaming: boolean | null;
  /** Whether it takes messages of the role `developer`. */
  readonly developerRole: boolean | null;
  /** Request fields of OpenAI's that it answers with an error. */
  readonly refusedFields: readonly string[];
  /** Whether it answers any field that it doesn't know with an error. */
  readonly unknownFieldsRefused: boolean | null;
  readonly tools: boolean | null;
  readonly parallelToolCalls: boolean | null;
  readonly structuredOutput: boolean | null;
  readonly usageInStream: boolean | null;
}

export const nothingLearned: Capabilities = {
  streaming: null,
  developerRole: null,
  refusedFields: [],
  unknownFieldsRefused: null,
  tools: null,
  parallelToolCalls: null,
  structuredOutput: null,
  usageInStream: null,
};
