import { describe, expect, it } from 'vitest';
import { examples } from '../../../lib/contract/examples.ts';
import { openapi } from '../../../lib/contract/openapi.ts';
import { errorsOf } from '../../../lib/contract/operation-errors.ts';
import type { Route } from '../../../lib/contract/route.ts';
import { type OperationId, routes } from '../../../lib/contract/routes.ts';
import { schemaNames } from '../../../lib/contract/schema-names.ts';
import type { statusByCode } from '../../../lib/errors.ts';
import { headerLine } from '../../../lib/http/present/pnl-csv.ts';
import packageJson from '../../../package.json' with { type: 'json' };
import { type Document, type Node, nodesOf, resolved } from './fixture-document.ts';

const document = openapi() as unknown as Document;
const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
const operationOf = (id: OperationId) => {
  const found = operations.find(({ operationId }) => operationId === id);
  if (found === undefined) throw new Error(`no operation ${id}`);
  return found;
};
const response = (id: OperationId, status: number) => resolved(document, operationOf(id).responses[status] ?? {});

describe('the OpenAPI document', () => {
  it('says of each 403 how the scope is found: API Gateway names none', () => {
    for (const [id, { scope }] of Object.entries(routes) as [OperationId, Route][])
      if (scope !== null)
        expect(response(id, 403).description).toMatch(
          /\{"message":"Forbidden"\}.*`security` of this operation names the scope/,
        );
  });

  it('documents every route of the table and nothing else', () => {
    expect(operations.map(({ operationId }) => operationId).toSorted()).toEqual(Object.keys(routes).toSorted());
  });

  it('has the version of the package, a licence, a contact and the three scopes', () => {
    expect(document.info).toMatchObject({ version: packageJson.version, license: { identifier: packageJson.license } });
    expect(document.info.contact).toBeDefined();
    const toldAt = (tokenUrl: string | null) => {
      const { securitySchemes } = (openapi(tokenUrl) as unknown as Document).components;
      return securitySchemes.oauth2.flows.clientCredentials;
    };
    expect(toldAt('https://own.example/token')).toMatchObject({ tokenUrl: 'https://own.example/token' });
    expect(toldAt(null)).toMatchObject({ tokenUrl: expect.stringMatching(/issuer\.example/) });
    const { scopes } = document.components.securitySchemes.oauth2.flows.clientCredentials;
    expect(Object.keys(scopes)).toEqual(['oems/read', 'oems/trade', 'oems/admin']);
    for (const [id, { scope }] of Object.entries(routes) as [OperationId, Route][])
      expect(operationOf(id).security).toEqual(scope === null ? [] : [{ oauth2: [scope] }]);
  });

  it('shows the export as text, with its headers and in the columns it has', () => {
    const { content = {}, headers = {} } = response('exportPnl', 200);
    expect(resolved(document, content['text/csv']?.schema ?? {})).toMatchObject({ type: 'string' });
    expect(String(content['text/csv']?.example).startsWith(headerLine)).toBe(true);
    expect(Object.keys(content)).toEqual(['text/csv', 'application/json']);
    expect(JSON.stringify(content['application/json']?.schema)).toContain('#/components/schemas/ExportPnlJson');
    const coverage = ['Complete', 'Nothing-Covered', 'From', 'To', 'Reasons'].map((name) => `X-Coverage-${name}`);
    const own = ['X-Next-Cursor', ...coverage];
    const browser = ['X-Content-Type-Options', 'Strict-Transport-Security'];
    const ofAll = ['Apigw-Requestid', 'Cache-Control', ...browser, 'Vary', 'Preference-Applied'];
    expect(Object.keys(headers)).toEqual([...ofAll, ...own, 'Content-Disposition']);
    // JSON alone varies with Prefer.
    expect(resolved(document, headers.Vary ?? {})).not.toHaveProperty('required');
    expect(operationOf('exportPnl').parameters).toContainEqual({ $ref: '#/components/parameters/Prefer' });
  });

  it('never shows the wire format of a number as text', () => {
    expect(JSON.stringify(document)).not.toContain('jsonSchema');
    expect(document.components.schemas.Balance?.properties).toMatchObject({
      free: { $ref: '#/components/schemas/Decimal' },
    });
  });
});

/** `place: what is missing`, so that the text to write is known at once. */
const nodes = nodesOf(document);
const places = (found: readonly Node[]) => found.map(({ place }) => place);

describe('everything in the OpenAPI document is described', () => {
  it('there is something to judge', () => {
    expect(nodes.length).toBeGreaterThan(1000);
    expect(nodes.filter(({ kind }) => kind === 'field').length).toBeGreaterThan(250);
  });

  it('each field of each object: by .describe() in its schema, or in lib/contract/field-descriptions.ts', () => {
    const silent = nodes.filter(({ kind, value }) => kind === 'field' && !isText(value.description));
    expect(places(silent)).toEqual([]);
  });

  it('each named object of an answer: by .describe() in its schema, or in lib/contract/object-descriptions.ts', () => {
    const silent = Object.keys(schemaNames).filter((name) => !isText(document.components.schemas[name]?.description));
    expect(silent).toEqual([]);
  });

  it('each operation, parameter, response and header', () => {
    const kinds: readonly Node['kind'][] = ['operation', 'parameter', 'response', 'header'];
    const silent = nodes.filter(({ kind, value }) => kinds.includes(kind) && !isText(value.description));
    expect(places(silent)).toEqual([]);
  });

  it('each value of a status, an outcome and a state that clients branch on', () => {
    const enums = nodes.filter(({ kind, value, place }) => kind === 'field' && branched.test(place) && value.enum);
    const silent = enums.flatMap(({ place, value: { enum: values = [], description } }) =>
      values.filter((each) => !String(description).includes(String(each))).map((each) => `${place}: ${each}`),
    );
    expect(enums.length).toBeGreaterThan(4);
    expect(silent).toEqual([]);
  });

  it('each object of an answer has a name: a line in lib/contract/schema-names.ts', () => {
    const isNamed = (place: string) => /^components\.schemas\.[A-Za-z]+$/.test(place);
    const inline = nodes.filter(({ kind, value, place }) => kind === 'schema' && value.properties && !isNamed(place));
    // The envelope of an operation is the only object without a name.
    expect(places(inline).filter((place) => !place.includes('.allOf.'))).toEqual([]);
  });

  it('no two different objects share a name', () => {
    expect(new Set(Object.values(schemaNames).map((schema) => schema())).size).toBe(Object.keys(schemaNames).length);
    for (const name of Object.keys(schemaNames)) expect(document.components.schemas, name).toHaveProperty(name);
  });
});

const branched = /\.(status|outcome|verification|liquidity|time_in_force)$/;
function isText(text: unknown): boolean {
  return typeof text === 'string' && text.trim() !== '';
}

describe.each(Object.keys(routes) as OperationId[])('the errors of %s', (id) => {
  it('are the codes that the operation can answer, each with an example that has its status', () => {
    const codes = Object.keys(operationOf(id).responses)
      .map(Number)
      .filter((status) => status >= 400)
      .flatMap((status) => {
        const { schema, examples: shown = {} } = response(id, status).content?.['application/json'] ?? {};
        const values = Object.values(shown).map((example) => resolved<{ value: unknown }>(document, example).value);
        for (const value of values) expect(value).toMatchObject({ isError: true, statusCode: status });
        const named = schema?.allOf?.[1]?.properties?.code?.enum ?? [];
        expect(values.map((value) => (value as { code: string }).code)).toEqual(named);
        return named as (keyof typeof statusByCode)[];
      });
    expect(codes.toSorted()).toEqual([...errorsOf(id)].toSorted());
  });
});

describe('an operation that asks no exchange', () => {
  const tableAlone = ['listExchangeAccounts', 'getExchangeAccount', 'setTradingState', 'listOrders', 'getCapabilities'];

  it.each(tableAlone as OperationId[])('%s has no error of an exchange', (id) => {
    const statuses = Object.keys(operationOf(id).responses);
    expect(statuses).not.toContain('503');
    expect(statuses).not.toContain('504');
  });
});

describe.each(Object.entries(routes))('the example of %s', (id, route) => {
  it('is a request the service accepts', () => {
    const { request } = examples[id as OperationId];
    const wire =
      route.source === 'query'
        ? Object.fromEntries(Object.entries(request).map(([name, value]) => [name, String(value)]))
        : request;
    expect(route.request().safeParse(wire).error).toBeUndefined();
  });
});

describe('the example of 202', () => {
  it.each(['createOrder', 'cancelOrder', 'createTransfer'] as const)('of %s has the status unknown', (id) => {
    expect(JSON.stringify(response(id, 202).content?.['application/json']?.example)).toContain('"status":"unknown"');
  });
});
