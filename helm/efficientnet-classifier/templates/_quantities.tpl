{{/* A duration such as 500ms or 2m in whole seconds, rounded up. */}}
{{- define "classifier.seconds" -}}
{{- $number := regexFind "^[0-9]+" . | int64 -}}
{{- $unit := regexFind "[a-z]+$" . -}}
{{- if eq $unit "ms" -}}
{{- div (add $number 999) 1000 -}}
{{- else -}}
{{- mul $number (get (dict "s" 1 "m" 60 "h" 3600) $unit) -}}
{{- end -}}
{{- end -}}

{{/* A quantity such as 1Gi, or a size such as 512MB as Spring reads it, in whole MiB. */}}
{{- define "classifier.mebibytes" -}}
{{- $number := regexFind "^[0-9.]+" . | float64 -}}
{{- $unit := regexFind "[A-Za-z]*$" . -}}
{{- $bytes := get (dict "" 1.0 "B" 1.0 "k" 1e3 "M" 1e6 "G" 1e9 "T" 1e12 "Ki" 1024.0 "KB" 1024.0 "Mi" 1048576.0 "MB" 1048576.0 "Gi" 1073741824.0 "GB" 1073741824.0 "Ti" 1099511627776.0) $unit -}}
{{- divf (mulf $number $bytes) 1048576.0 | floor | int64 -}}
{{- end -}}
