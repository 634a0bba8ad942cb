import type { FileHandle } from 'node:fs/promises';
import { BackupProblem } from './backup-problem.ts';

/** POSIX ustar, files only, in blocks of 512 bytes: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html */
const blockBytes = 512;
/** More needs more than the eleven octal digits of the size. */
export const partBytesMax = 8 * 1024 ** 3 - 1;

export interface TarPart {
  readonly name: string;
  readonly bytes: number;
  readonly content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** Appends one file. */
export async function writePart(output: FileHandle, part: TarPart, mtime: number): Promise<void> {
  await output.appendFile(header(part, mtime));
  for await (const piece of part.content) await output.appendFile(piece);
  await output.appendFile(Buffer.alloc(padding(part.bytes)));
}

/** Two empty blocks end the file. */
export async function writeEnd(output: FileHandle): Promise<void> {
  await output.appendFile(Buffer.alloc(2 * blockBytes));
}

/**
 * Every file, in its order; take each one's content before the next.
 *
 * @throws BackupProblem when it is no such file, or breaks off.
 */
export async function* readParts(input: FileHandle): AsyncGenerator<TarPart> {
  for (let at = 0; ;) {
    const block = await read(input, at, blockBytes);
    if (block.every((byte) => byte === 0)) return;
    const { name, bytes } = parseHeader(block);
    const start = at + blockBytes;
    yield { name, bytes, content: contentOf(input, start, bytes) };
    at = start + bytes + padding(bytes);
  }
}

async function* contentOf(
  input: FileHandle,
  start: number,
  bytes: number,
): AsyncGenerator<Uint8Array> {
  const pieceBytes = 1024 * 1024;
  for (let done = 0; done < bytes; done += pieceBytes) {
    yield await read(input, start + done, Math.min(pieceBytes, bytes - done));
  }
}

async function read(input: FileHandle, at: number, bytes: number): Promise<Buffer> {
  const { buffer, bytesRead } = await input.read(Buffer.alloc(bytes), 0, bytes, at);
  if (bytesRead === bytes) return buffer;
  throw new BackupProblem('The backup breaks off: it was copied or written only in part.');
}

function header({ name, bytes }: TarPart, mtime: number): Buffer {
  const block = Buffer.alloc(blockBytes);
  const octal = (value: number, at: number, digits: number): void => {
    block.write(value.toString(8).padStart(digits, '0'), at);
  };
  block.write(name, 0);
  octal(0o600, 100, 7);
  octal(0, 108, 7);
  octal(0, 116, 7);
  octal(bytes, 124, 11);
  octal(Math.floor(mtime / 1_000), 136, 11);
  block.write('0', 156);
  block.write('ustar\u000000', 257);
  block.write(`${checksum(block).toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

function parseHeader(block: Buffer): { name: string; bytes: number } {
  const text = (from: number, to: number): string =>
    block.toString('latin1', from, to).replace(/\0.*$/s, '');
  const [sum, size] = [text(148, 156), text(124, 136)];
  const isFile = text(257, 263) === 'ustar' && text(156, 157) === '0';
  if (!isFile || Number.parseInt(sum, 8) !== checksum(block) || !/^[0-7]{11}$/.test(size)) {
    throw new BackupProblem('This is no backup of Jackfield, or it is damaged.');
  }
  return { name: text(0, 100), bytes: Number.parseInt(size, 8) };
}

/** The sum of the bytes, with spaces where the sum itself stands. */
function checksum(block: Buffer): number {
  return block.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 0x20 : byte), 0);
}

function padding(bytes: number): number {
  return (blockBytes - (bytes % blockBytes)) % blockBytes;
}
