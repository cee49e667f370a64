ALTER TABLE `sessions` ADD `command` text;--> statement-breakpoint
ALTER TABLE `sessions` ADD `permission_mode` text;--> statement-breakpoint
ALTER TABLE `sessions` ADD `new_branch` text;