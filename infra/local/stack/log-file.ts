import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Writable } from 'node:stream';

/** Where the lines of the functions go. */
export interface StackLog {
  readonly write: (line: string, functionName: string) => void;
  close(): void;
}

/** Writes each line as it came, JSON by JSON, at once. The lines of the run before stay in `<path>.1`. */
export function logInto(path: string): StackLog {
  mkdirSync(dirname(path), { recursive: true });
  if (existsSync(path)) renameSync(path, `${path}.1`);
  const file = openSync(path, 'w', 0o600);
  return { write: (line) => void writeSync(file, `${line}\n`), close: () => closeSync(file) };
}

/** Writes each line for a reader's eyes. */
export function terminalLog(to: Writable): StackLog {
  const write = (line: string, functionName: string) => void to.write(`${prettyLine(line, functionName)}\n`);
  return { write, close: () => {} };
}

/** `12:30:05 INFO create-order call tenant=demo outcome=ok`. A line that is no JSON object stays, after the function's name. */
export function prettyLine(line: string, functionName: string, now: Date = new Date()): string {
  const record = recordIn(line);
  const time = now.toISOString().slice(11, 19);
  if (record === undefined) return `${time}       ${functionName}  ${line}`;
  const { level = 'INFO', message = '', timestamp: _, operation: __, ...rest } = record;
  const fields = Object.entries(rest).map(([name, value]) => `${name}=${textOf(value)}`);
  return `${time} ${String(level).padEnd(5)} ${functionName}  ${[message, ...fields].join('  ')}`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function recordIn(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
