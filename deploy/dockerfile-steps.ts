import { DockerfileParser, type Copy } from 'dockerfile-ast';

export interface Step {
  readonly keyword: string;
  /** All after the keyword, without flags of COPY, and with every line that `\` continues. */
  readonly words: readonly string[];
  readonly text: string;
  /** The stage that COPY takes from; `null` for the folder that is built from. */
  readonly from: string | null;
}

export interface Stage {
  readonly name: string;
  /** An image, or a stage before. */
  readonly from: string;
  readonly steps: readonly Step[];
}

/** A Dockerfile's stages in order, the last of which is the image. */
export function dockerfileStages(dockerfile: string): Stage[] {
  const stages: { name: string; from: string; steps: Step[] }[] = [];
  for (const instruction of DockerfileParser.parse(dockerfile).getInstructions()) {
    const words = instruction.getArguments().map((argument) => argument.getValue());
    const keyword = instruction.getKeyword();
    if (keyword === 'FROM') {
      const [from = '', , name = 'image'] = words;
      stages.push({ name, from, steps: [] });
      continue;
    }
    // Holds: the parser makes a Copy of this keyword.
    const flag = keyword === 'COPY' ? (instruction as Copy).getFromFlag() : null;
    const text = instruction.getArgumentsContent() ?? '';
    stages.at(-1)?.steps.push({ keyword, words, text, from: flag?.getValue() ?? null });
  }
  return stages;
}

/** The last one of this keyword, in its JSON form. @throws Error when it has another. */
export function commandOf(stage: Stage, keyword: string): string[] {
  const text = stage.steps.findLast((step) => step.keyword === keyword)?.text ?? '';
  const command: unknown = JSON.parse(text.slice(text.indexOf('[')));
  if (Array.isArray(command) && command.every((word) => typeof word === 'string')) return command;
  throw new Error(`${keyword} is no list of words: a shell would stand between it and signals.`);
}
