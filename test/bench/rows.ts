export interface Row {
  readonly what: string;
  readonly ours: string;
  readonly other: string;
  readonly ratio: string;
  /** What the figures mean, in one sentence. */
  readonly means: string;
}

export function ms(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}

export function row(what: string, ours: number, other: number, show: (value: number) => string, means: string): Row {
  return { what, ours: show(ours), other: show(other), ratio: (ours / other).toFixed(3), means };
}

export function print(rows: readonly Row[]): void {
  const line = (cells: readonly string[]) =>
    `${cells[0]?.padEnd(34)}${cells[1]?.padStart(10)}${cells[2]?.padStart(12)}${cells[3]?.padStart(8)}`;
  console.log(line(['', 'ours', 'other', 'ratio']));
  for (const { what, ours, other, ratio, means } of rows)
    console.log(`${line([what, ours, other, ratio])}\n    ${means}`);
}
