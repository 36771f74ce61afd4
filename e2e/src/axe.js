// Runs axe-core on the page, with its rules for good practice too, and returns one line for each element at fault.
const done = arguments[arguments.length - 1];
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];
axe.run({ runOnly: { type: "tag", values: tags } }).then(
  (result) =>
    done(
      result.violations.flatMap(({ id, help, nodes }) =>
        nodes.map(({ html, any, all, none }) => {
          const why = [...any, ...all, ...none].map(({ message }) => message).join("; ");
          return `${id}: ${help}: ${html.slice(0, 200)}: ${why}`;
        }),
      ),
    ),
  (error) => done([`axe-core failed: ${error}`]),
);
