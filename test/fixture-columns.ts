import { join } from 'node:path';
import { type Node, type SourceFile, SyntaxKind } from 'typescript/unstable/ast';
import {
  isBindingElement,
  isIdentifier,
  isPropertyAccessExpression,
  isPropertySignatureDeclaration,
} from 'typescript/unstable/ast/is';
import { API, type Project, type Symbol as TypeSymbol } from 'typescript/unstable/sync';

const root = join(import.meta.dirname, '..');

/** The fields that the types of some files declare, each with the files that read the field. */
export type Readers = ReadonlyMap<string, readonly string[]>;

/**
 * A field is read where code accesses or destructures the field itself: the type checker decides, not the spelling. Comments, strings,
 * declarations and equal names of other types are no readings.
 */
export function readersOf(declaring: readonly string[], isReader: (file: string) => boolean): Readers {
  const api = new API({ cwd: root });
  try {
    const project = openedIn(api);
    const columns = new Map(declaring.flatMap((file) => [...columnsOf(project, sourceOf(project, file))]));
    const readers = new Map([...columns.values()].map((column) => [column, [] as string[]]));
    for (const file of filesOf(project).filter(isReader))
      for (const column of columnsReadIn(project, sourceOf(project, file), columns)) readers.get(column)?.push(file);
    return readers;
  } finally {
    api.close();
  }
}

function openedIn(api: API): Project {
  const [project] = api.updateSnapshot({ openProjects: [join(root, 'tsconfig.json')] }).getProjects();
  if (project === undefined) throw new Error('tsconfig.json opens no project');
  return project;
}

function filesOf({ program }: Project): string[] {
  const own = program.getSourceFileNames().filter((name) => name.startsWith(root) && !name.includes('node_modules'));
  return own.map((name) => name.slice(root.length + 1)).sort();
}

function sourceOf({ program }: Project, file: string): SourceFile {
  const source = program.getSourceFile(join(root, file));
  if (source === undefined) throw new Error(`${file} is not part of the project`);
  return source;
}

/** The field's place of declaration. Two types may have fields of one name. */
function placesOf(symbol: TypeSymbol | undefined): string[] {
  return (symbol?.declarations ?? []).map(({ path, index }) => `${path} ${index}`);
}

/** `Type.field` by the place of its declaration. */
function columnsOf({ checker }: Project, source: SourceFile): Map<string, string> {
  const columns = new Map<string, string>();
  visit(source, (node) => {
    if (!isPropertySignatureDeclaration(node)) return;
    const name = `${typeNameAround(node)}.${node.name.getText(source)}`;
    for (const place of placesOf(checker.getSymbolAtLocation(node.name))) columns.set(place, name);
  });
  return columns;
}

function typeNameAround(node: Node): string {
  const { parent } = node;
  if (parent === undefined) return '';
  const isNamed = parent.kind === SyntaxKind.InterfaceDeclaration || parent.kind === SyntaxKind.TypeAliasDeclaration;
  return isNamed && 'name' in parent ? String((parent.name as { readonly text: string }).text) : typeNameAround(parent);
}

function columnsReadIn(project: Project, source: SourceFile, columns: ReadonlyMap<string, string>): Set<string> {
  const found = new Set<string>();
  visit(source, (node) => {
    for (const place of placesOf(fieldReadAt(project, node))) found.add(columns.get(place) ?? '');
  });
  return found;
}

/** The field of `x.field`, and of `{ field }` or `{ field: name }` in a pattern. */
function fieldReadAt({ checker }: Project, node: Node): TypeSymbol | undefined {
  if (isPropertyAccessExpression(node)) return checker.getSymbolAtLocation(node.name);
  if (!isBindingElement(node) || node.parent?.kind !== SyntaxKind.ObjectBindingPattern) return undefined;
  const name = node.propertyName ?? node.name;
  const type = checker.getTypeAtLocation(node.parent);
  return name !== undefined && isIdentifier(name) && type !== undefined
    ? checker.getPropertyOfType(type, name.text)
    : undefined;
}

function visit(node: Node, see: (node: Node) => void): void {
  see(node);
  node.forEachChild((child) => {
    visit(child, see);
    return undefined;
  });
}
