import { seededRandom } from '@jackfield/fake-upstream';

/** What names a turn in its prompt and in every answer to it. */
export function nameOfTurn(turn: number): string {
  return `turn-${String(turn).padStart(6, '0')}`;
}

const turnName = /turn-\d{6}/g;
/** A poisoner's own words that name another turn, with the turn they were meant for. */
const poison = /\[poison for (turn-\d{6}) naming turn-\d{6}\]/g;

/** Words that name another turn, as whoever poisons would use them. */
export function poisonWords(meantFor: string, named: string): string {
  return `[poison for ${meantFor} naming ${named}]`;
}

/** The turns that a text holds bytes of. What a poisoner said in its own words belongs to the turn it was said to. */
export function turnsIn(text: string): ReadonlySet<string> {
  return new Set(text.replaceAll(poison, '$1').match(turnName));
}

const words = ['signal', 'wörter', 'plug', 'cord 👋', 'line', 'a"quote', 'circuit', 'jack', 'çal'];

/** The parts of the one right answer of a model to a turn, in order: short ones, and some of many words. */
export function answerParts(model: string, turn: string): readonly string[] {
  const random = seededRandom(Number(turn.slice(5)));
  const count = random() < 0.03 ? 1_500 : 2 + Math.floor(random() * 25);
  const parts = Array.from({ length: count }, (_, index) => {
    const word = words[Math.floor(random() * words.length)] ?? '';
    // Again and again, so that a piece from the middle is known too.
    return index % 8 === 7 ? `${turn} ` : `${word} `;
  });
  return [`${model} answers ${turn}: `, ...parts];
}

/** Its prompt: some are long. */
export function promptOf(turn: string): string {
  const random = seededRandom(Number(turn.slice(5)) + 500_000);
  return `${turn} asks. `.repeat(random() < 0.02 ? 4_000 : 1 + Math.floor(random() * 10));
}
