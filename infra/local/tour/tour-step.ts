import type { Expectations } from './tour-check.ts';

/** One call of the tour and what the guide says about its answer. `{name}` stands for a remembered value. */
export interface TourStep {
  readonly title: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  readonly status: number;
  readonly expect: Expectations;
  /** Names for values of the answer, by their places. */
  readonly remember?: Readonly<Record<string, string>>;
  /** What a simulator is told first. Without its control surface the step is left out. */
  readonly control?: readonly SimulatorOrder[];
}

export interface SimulatorOrder {
  readonly simulator: 'spot' | 'futures';
  readonly name: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly remember?: Readonly<Record<string, string>>;
}

export interface TourSection {
  readonly title: string;
  readonly steps: readonly TourStep[];
}

type Rest = Pick<TourStep, 'expect'> & Partial<Pick<TourStep, 'status' | 'remember' | 'control'>>;

export function get(title: string, path: string, rest: Rest): TourStep {
  return { title, method: 'GET', path, status: 200, ...rest };
}

export function post(title: string, path: string, body: unknown, rest: Rest): TourStep {
  return { title, method: 'POST', path, body, status: 200, ...rest };
}

export function put(title: string, path: string, body: unknown, rest: Rest): TourStep {
  return { title, method: 'PUT', path, body, status: 200, ...rest };
}

/** The refusal every kind of which has the same envelope. */
export function refusal(statusCode: number, code: string): Expectations {
  return { isError: true, statusCode, code };
}
