/** Which functions and classes of the public API show no example. */
import ts from 'typescript';

/** `entry#name` of what is exported as a function or a class and has no `@example`. */
export function withoutExample(entries: readonly string[]): string[] {
  const program = ts.createProgram([...entries], {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ESNext,
    strict: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    noEmit: true,
  });
  const checker = program.getTypeChecker();
  return entries.flatMap((entry) => {
    const file = program.getSourceFile(entry);
    const module = file && checker.getSymbolAtLocation(file);
    if (!module) throw new Error(`${entry} is no module`);
    const exported = checker.getExportsOfModule(module).filter((symbol) => isCallable(symbol, checker));
    return exported
      .filter(
        (symbol) =>
          !target(symbol, checker)
            .getJsDocTags(checker)
            .some(({ name }) => name === 'example'),
      )
      .map(({ name }) => `${entry}#${name}`);
  });
}

function target(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

function isCallable(symbol: ts.Symbol, checker: ts.TypeChecker): boolean {
  const { flags, valueDeclaration } = target(symbol, checker);
  if (!valueDeclaration || !(flags & ts.SymbolFlags.Value)) return false;
  const type = checker.getTypeOfSymbolAtLocation(target(symbol, checker), valueDeclaration);
  return type.getCallSignatures().length + type.getConstructSignatures().length > 0;
}
