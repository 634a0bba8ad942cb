/** V8's own form of a profile, as `node --cpu-prof` writes it. */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

interface ProfileNode {
  readonly id: number;
  readonly callFrame: {
    readonly functionName: string;
    readonly url: string;
    readonly lineNumber: number;
  };
  readonly children?: readonly number[];
}

interface Frame {
  readonly name: string;
  self: number;
  total: number;
  readonly children: Map<string, Frame>;
}

const width = 1_200;
const row = 15;
/** Narrower frames are left out. */
const shareMin = 0.004;

/** The functions that took most time themselves, as lines. */
export function heaviest(profile: CpuProfile, count: number): string[] {
  const selves = new Map<string, number>();
  const root = treeOf(profile);
  visit(root, (frame) => selves.set(frame.name, (selves.get(frame.name) ?? 0) + frame.self));
  return [...selves]
    .toSorted((a, b) => b[1] - a[1])
    .slice(0, count)
    .map(([name, self]) => `${((self / root.total) * 100).toFixed(1).padStart(5)} %  ${name}`);
}

/** The functions below which most time was spent, their own included, as lines. */
export function deepest(profile: CpuProfile, count: number): string[] {
  const totals = new Map<string, number>();
  const root = treeOf(profile);
  const add = (frame: Frame, above: ReadonlySet<string>): void => {
    // What calls itself is counted once.
    if (!above.has(frame.name)) totals.set(frame.name, (totals.get(frame.name) ?? 0) + frame.total);
    const names = new Set(above).add(frame.name);
    for (const child of frame.children.values()) add(child, names);
  };
  add(root, new Set());
  return [...totals]
    .toSorted((a, b) => b[1] - a[1])
    .slice(0, count)
    .map(([name, total]) => `${((total / root.total) * 100).toFixed(1).padStart(5)} %  ${name}`);
}

/** A profile as one small SVG: the deeper the call, the lower the frame; as wide as its share of the busy time. */
export function flameGraph(profile: CpuProfile, title: string): string {
  const root = treeOf(profile);
  const rects: string[] = [];
  let deepest = 0;
  const draw = (frame: Frame, x: number, depth: number): void => {
    deepest = Math.max(deepest, depth);
    const share = frame.total / root.total;
    const wide = share * width;
    const y = 30 + depth * row;
    const letters = Math.floor(wide / 6.2);
    const label =
      letters > 3
        ? `<text x="${(x + 2).toFixed(1)}" y="${y + 11}">${escaped(frame.name.slice(0, letters))}</text>`
        : '';
    rects.push(
      `<g><title>${escaped(frame.name)}: ${(share * 100).toFixed(1)} %</title><rect x="${x.toFixed(1)}" y="${y}" width="${wide.toFixed(1)}" height="${row - 1}" fill="${colour(frame.name)}"/>${label}</g>`,
    );
    let next = x;
    for (const child of [...frame.children.values()].toSorted((a, b) => b.total - a.total)) {
      if (child.total / root.total < shareMin) continue;
      draw(child, next, depth + 1);
      next += (child.total / root.total) * width;
    }
  };
  draw(root, 0, 0);
  const height = 40 + (deepest + 1) * row;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="monospace" font-size="10"><rect width="100%" height="100%" fill="#fff"/><text x="4" y="18" font-size="13">${escaped(title)}</text>${rects.join('')}</svg>\n`;
}

/** Idle time left out; functions of one name and file are one frame, wherever in it they stand. */
function treeOf({ nodes, samples, timeDeltas }: CpuProfile): Frame {
  const selves = new Map<number, number>();
  for (const [index, id] of samples.entries()) {
    selves.set(id, (selves.get(id) ?? 0) + (timeDeltas[index] ?? 0));
  }
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const build = (node: ProfileNode, into: Frame): void => {
    const { name } = into;
    into.self += name === '(idle)' ? 0 : (selves.get(node.id) ?? 0);
    for (const id of node.children ?? []) {
      const child = byId.get(id);
      if (child === undefined) continue;
      const childName = nameOf(child);
      // What beginning and ending a profile takes itself.
      if (childName === 'post node:inspector') continue;
      let frame = into.children.get(childName);
      if (frame === undefined) {
        frame = { name: childName, self: 0, total: 0, children: new Map() };
        into.children.set(childName, frame);
      }
      build(child, frame);
    }
  };
  const root: Frame = { name: 'all', self: 0, total: 0, children: new Map() };
  const [first] = nodes;
  if (first) build(first, root);
  sum(root);
  return root;
}

function sum(frame: Frame): number {
  frame.total = frame.self;
  for (const child of frame.children.values()) frame.total += sum(child);
  return frame.total;
}

function visit(frame: Frame, see: (frame: Frame) => void): void {
  see(frame);
  for (const child of frame.children.values()) visit(child, see);
}

function nameOf({ callFrame: { functionName, url } }: ProfileNode): string {
  const file = url.split('/').at(-1) ?? '';
  return `${functionName || '(anonymous)'}${file === '' ? '' : ` ${file}`}`;
}

function colour(name: string): string {
  if (name.endsWith('.ts')) return '#f4a259';
  return name.includes('undici') || name.endsWith('.js') ? '#8cb369' : '#d9d9d9';
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
