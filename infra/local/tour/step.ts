import type { Expectations } from './check.ts';

/** A call of the tour with the answer that the guide describes. `{name}` stands for a remembered value. */
export interface TourStep {
  readonly title: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  readonly status: number;
  readonly expect: Expectations;
  /** Names for values of the answer, with the place of each value. */
  readonly remember?: Readonly<Record<string, string>>;
  /** Orders to the simulators before the call. Without control of the simulators the step is left out. */
  readonly control?: readonly SimulatorOrder[];
  /** Why the exchange has no such call. The step is left out. */
  readonly lacking?: string;
}

export interface SimulatorOrder {
  /** The host of the exchange. */
  readonly simulator: string;
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

/** The step where the exchange has the subject of the step, and a step that tells the lack otherwise. */
export function unlessLacking(has: boolean, lacking: string, step: TourStep): TourStep {
  return has ? step : { ...step, lacking };
}

/** The error envelope, which is the same for every error. */
export function refusal(statusCode: number, code: string): Expectations {
  return { isError: true, statusCode, code };
}
