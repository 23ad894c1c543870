import { SettingsError } from '../stack/settings.ts';
import type { TourTarget } from './target.ts';

interface Answered {
  readonly status: number;
  readonly answer: unknown;
}

export async function send(target: TourTarget, method: string, path: string, body?: unknown): Promise<Answered> {
  const headers = { authorization: `Bearer ${target.token}`, 'content-type': 'application/json' };
  const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  const response = await fetch(target.url + path, init).catch(() => {
    throw new SettingsError(`no answer from ${target.url}: is the stack running there?`);
  });
  const text = await response.text();
  try {
    return { status: response.status, answer: JSON.parse(text) };
  } catch {
    return { status: response.status, answer: text };
  }
}
