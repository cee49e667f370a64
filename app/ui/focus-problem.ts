/** To the first field that is wrong: without it, whoever presses the button at the end of a long form sees nothing happen. */
export function focusProblem(form: HTMLFormElement): void {
  form.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
}
