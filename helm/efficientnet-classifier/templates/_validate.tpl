{{/* Fails where values that are fine one by one do not go together. */}}
{{- define "classifier.validate" -}}
{{- include "classifier.validateStop" . -}}
{{- include "classifier.validateScale" . -}}
{{- include "classifier.validateDisruption" . -}}
{{- include "classifier.validateModel" . -}}
{{- include "classifier.validateMemory" . -}}
{{- include "classifier.validateEdge" . -}}
{{- include "classifier.validateAccess" . -}}
{{- include "classifier.validateKserve" . -}}
{{- end -}}

{{- define "classifier.validateStop" -}}
{{- $stop := int64 (include "classifier.stopSeconds" .) -}}
{{- $grace := int64 (include "classifier.gracePeriodSeconds" .) -}}
{{- if le $grace $stop -}}
{{- fail (printf "terminationGracePeriodSeconds is %d, but preStop, settle and drain may take %d s: the pod would be killed while it answers" $grace $stop) -}}
{{- end -}}
{{- if and (gt (int64 .Values.preStopSeconds) 0) (semverCompare "<1.30.0-0" .Capabilities.KubeVersion.Version) -}}
{{- fail "preStopSeconds needs Kubernetes 1.30; raise config.shutdown.settle instead" -}}
{{- end -}}
{{- end -}}

{{- define "classifier.validateScale" -}}
{{- with .Values.autoscaling -}}
{{- if ne .mode "none" -}}
{{- if gt (int64 .minReplicas) (int64 .maxReplicas) -}}
{{- fail (printf "autoscaling.minReplicas is %d and maxReplicas %d" (int64 .minReplicas) (int64 .maxReplicas)) -}}
{{- end -}}
{{- if and (kindIs "invalid" .targetCpu) (not .targetQueueWait) -}}
{{- fail "autoscaling needs targetCpu or targetQueueWait" -}}
{{- end -}}
{{- if and (not (kindIs "invalid" .targetCpu)) (not (dig "requests" "cpu" "" ($.Values.resources | default dict))) -}}
{{- fail "autoscaling.targetCpu is a share of resources.requests.cpu, which is not set" -}}
{{- end -}}
{{- end -}}
{{- if and (eq .mode "keda") (not (and .keda.serverAddress .targetQueueWait)) -}}
{{- fail "autoscaling.mode keda needs autoscaling.keda.serverAddress and autoscaling.targetQueueWait" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "classifier.validateDisruption" -}}
{{- with .Values.podDisruptionBudget -}}
{{- if .enabled -}}
{{- $pods := int64 (include "classifier.fewestReplicas" $) -}}
{{- $hasMin := not (kindIs "invalid" .minAvailable) -}}
{{- $hasMax := not (kindIs "invalid" .maxUnavailable) -}}
{{- if eq $pods 0 -}}
{{- fail "podDisruptionBudget.enabled with replicas 0: no pod could ever be evicted" -}}
{{- end -}}
{{- if eq $hasMin $hasMax -}}
{{- fail "podDisruptionBudget needs maxUnavailable or minAvailable, and null for the other" -}}
{{- end -}}
{{- if and $hasMax (has (toString .maxUnavailable) (list "0" "0%")) -}}
{{- fail (printf "podDisruptionBudget.maxUnavailable %v never lets a node be drained" .maxUnavailable) -}}
{{- end -}}
{{- if and $hasMin (or (eq (toString .minAvailable) "100%") (and (not (kindIs "string" .minAvailable)) (ge (int64 .minAvailable) $pods))) -}}
{{- fail (printf "podDisruptionBudget.minAvailable %v of %d pods never lets a node be drained" .minAvailable $pods) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "classifier.validateModel" -}}
{{- with .Values.model -}}
{{- if and (eq .source "pvc") (not .pvc.claimName) -}}
{{- fail "model.source pvc needs model.pvc.claimName" -}}
{{- end -}}
{{- if and (eq .source "oci") (not .oci.reference) -}}
{{- fail "model.source oci needs model.oci.reference" -}}
{{- end -}}
{{- if and (eq .source "oci") (semverCompare "<1.31.0-0" $.Capabilities.KubeVersion.Version) -}}
{{- fail "model.source oci needs Kubernetes 1.31 (feature gate ImageVolume; on by default from 1.35)" -}}
{{- end -}}
{{- if and (eq .source "pull") (not (and .pull.variant .pull.sha256)) -}}
{{- fail "model.source pull needs model.pull.variant and model.pull.sha256: weights are never taken unchecked" -}}
{{- end -}}
{{- end -}}
{{- with .Values.image -}}
{{- if and $.Values.gpu.enabled .tag (not .digest) (not (contains "cuda" .tag)) -}}
{{- fail (printf "gpu.enabled needs a CUDA image, which image.tag %s does not name; leave it empty or set image.digest" .tag) -}}
{{- end -}}
{{- end -}}
{{- if and (eq .Values.config.inference.executor "cuda") (not .Values.gpu.enabled) -}}
{{- fail "config.inference.executor cuda needs gpu.enabled" -}}
{{- end -}}
{{- if and .Values.gpu.enabled (has .Values.config.inference.executor (list "cpu" "java")) -}}
{{- fail (printf "gpu.enabled asks for a GPU that config.inference.executor %s does not use" .Values.config.inference.executor) -}}
{{- end -}}
{{- end -}}

{{- define "classifier.validateMemory" -}}
{{- $limit := dig "limits" "memory" "" (.Values.resources | default dict) -}}
{{- if $limit -}}
{{- $all := int64 (include "classifier.mebibytes" $limit) -}}
{{- $heap := div (mul $all .Values.jvm.heapPercentage) 100 -}}
{{- $models := int64 (include "classifier.mebibytes" .Values.config.models.memory) -}}
{{- $needed := add 320 $models -}}
{{- if lt (sub $all $heap) $needed -}}
{{- fail (printf "resources.limits.memory %s leaves %d MiB beside the heap (jvm.heapPercentage %d); the JVM and native code need 320 MiB and config.models.memory %d MiB" $limit (sub $all $heap) (int64 .Values.jvm.heapPercentage) $models) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "classifier.validateEdge" -}}
{{- if and .Values.ingress.enabled (not .Values.ingress.hosts) -}}
{{- fail "ingress.enabled needs ingress.hosts" -}}
{{- end -}}
{{- if and .Values.httpRoute.enabled (not .Values.httpRoute.parentRefs) -}}
{{- fail "httpRoute.enabled needs httpRoute.parentRefs" -}}
{{- end -}}
{{- if and .Values.networkPolicy.from (not .Values.networkPolicy.restrictClients) -}}
{{- fail "networkPolicy.from needs networkPolicy.restrictClients; without it everyone may send requests" -}}
{{- end -}}
{{- if and .Values.service.trafficDistribution (semverCompare "<1.30.0-0" .Capabilities.KubeVersion.Version) -}}
{{- fail "service.trafficDistribution needs Kubernetes 1.30" -}}
{{- end -}}
{{- end -}}

{{- define "classifier.validateAccess" -}}
{{- if and .Values.access.hashes.secretName (ne .Values.metrics.monitor "none") (not .Values.access.client.secretName) (not .Values.config.security.openMetrics) -}}
{{- fail "access.hashes keeps metrics.monitor out: set access.client.secretName, or config.security.openMetrics" -}}
{{- end -}}
{{- if and .Values.access.client.secretName (not .Values.access.hashes.secretName) -}}
{{- fail "access.client has a key for a server that asks for none: set access.hashes.secretName" -}}
{{- end -}}
{{- end -}}

{{- define "classifier.validateKserve" -}}
{{- if .Values.kserve.enabled -}}
{{- if or (ne .Values.autoscaling.mode "none") .Values.ingress.enabled .Values.httpRoute.enabled (ne .Values.metrics.monitor "none") -}}
{{- fail "kserve.enabled leaves scaling, routes and scraping to KServe: turn autoscaling, ingress, httpRoute and metrics.monitor off" -}}
{{- end -}}
{{- if ne .Values.model.source "image" -}}
{{- fail "kserve.enabled takes models from the InferenceService's storageUri: leave model.source at image" -}}
{{- end -}}
{{- if .Values.tls.secretName -}}
{{- fail "kserve.enabled leaves TLS to KServe's gateway: leave tls.secretName empty" -}}
{{- end -}}
{{- end -}}
{{- end -}}
